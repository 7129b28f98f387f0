import { sandboxEnvironment } from "../../src/sandbox/environment";
import { newAccessKey } from "../../src/sandbox/gateway/access-keys";
import { Gateway } from "../../src/sandbox/gateway/gateway";
import { MotoServer } from "../../src/sandbox/moto-server";

/** An emulator of the AWS API, for lookups and for what they are to find. */
export class Moto {
  private constructor(
    private readonly server: MotoServer,
    private readonly gateway: Gateway,
    /** What Terraform needs in order to speak to it, and to nobody else. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<Moto> {
    const server = await MotoServer.start();
    const accessKey = newAccessKey();
    const gateway = new Gateway({ store: server.connection, accessKey, handlers: {} });
    const url = await gateway.listen(0);
    return new Moto(server, gateway, sandboxEnvironment({ url, region: "eu-north-1", accessKey }));
  }

  async stop(): Promise<void> {
    await this.gateway.close();
    await this.server.stop();
  }
}
