import type { EventLog } from "./event-log";
import { Gateway } from "./gateway/gateway";
import type { InstanceFleet } from "./instance-fleet";
import { MotoServer } from "./moto-server";
import { createParts, type Parts, type PartsOptions } from "./parts";
import type { ZoneFaults } from "./zone-faults";

export interface SandboxOptions extends Omit<PartsOptions, "storeUrl"> {
  /** 0 takes a free one. */
  readonly port: number;
}

/** A local AWS: the store, the gateway before it, and what makes things happen. */
export class Sandbox {
  private constructor(
    /** What Terraform and the SDKs are given. */
    readonly url: string,
    private readonly moto: MotoServer,
    private readonly parts: Parts,
    private readonly gateway: Gateway,
  ) {}

  static async start(options: SandboxOptions): Promise<Sandbox> {
    const moto = await MotoServer.start();
    try {
      const parts = await createParts({ ...options, storeUrl: moto.url });
      try {
        const gateway = new Gateway({ storeUrl: moto.url, ...parts });
        return new Sandbox(await gateway.listen(options.port), moto, parts, gateway);
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
