import type { SandboxEndpoint } from "./environment";
import type { EventLog } from "./event-log";
import { type AccessKey, newAccessKey } from "./gateway/access-keys";
import { Gateway } from "./gateway/gateway";
import type { InstanceFleet } from "./instance-fleet";
import type { Say } from "./moto-program";
import { MotoServer } from "./moto-server";
import { createParts, type Parts, type PartsOptions } from "./parts";
import type { ZoneFaults } from "./zone-faults";

export interface SandboxOptions extends Omit<PartsOptions, "storeSocket"> {
  /** 0 takes a free one. */
  readonly port: number;
  /** Is told what is going on while it starts. */
  readonly say?: Say;
}

/** A local AWS: the store, the gateway before it, and what makes things happen. */
export class Sandbox implements SandboxEndpoint {
  private constructor(
    /** What Terraform and the SDKs are given. */
    readonly url: string,
    readonly region: string,
    /** Nobody is let in without it. */
    readonly accessKey: AccessKey,
    private readonly moto: MotoServer,
    private readonly parts: Parts,
    private readonly gateway: Gateway,
  ) {}

  static async start(options: SandboxOptions): Promise<Sandbox> {
    const moto = await MotoServer.start(options.say);
    try {
      const parts = await createParts({ ...options, storeSocket: moto.socketPath });
      try {
        const accessKey = newAccessKey();
        const gateway = new Gateway({ store: moto.connection, accessKey, ...parts });
        const url = await gateway.listen(options.port);
        return new Sandbox(url, options.region, accessKey, moto, parts, gateway);
      } catch (error) {
        parts.close();
        throw error;
      }
    } catch (error) {
      await moto.stop();
      throw error;
    }
  }

  get log(): EventLog {
    return this.parts.log;
  }

  get fleet(): InstanceFleet {
    return this.parts.fleet;
  }

  /** Takes zones away and gives them back. */
  get zones(): ZoneFaults {
    return this.parts.faults;
  }

  /** In PEM: what a client must trust to use an HTTPS listener. */
  get certificate(): string {
    return this.parts.certificate;
  }

  /** What was asked for and nobody implements, with how often. */
  get unimplemented(): ReadonlyMap<string, number> {
    return this.gateway.unimplemented;
  }

  /** Leaves no process and no port behind. */
  async stop(): Promise<void> {
    await this.gateway.close();
    this.parts.close();
    await this.moto.stop();
  }
}
