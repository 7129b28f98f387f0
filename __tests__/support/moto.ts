import { sandboxEnvironment } from "../../src/sandbox/environment";
import { MotoServer } from "../../src/sandbox/moto-server";

/** An emulator of the AWS API, for lookups and for what they are to find. */
export class Moto {
  private constructor(
    private readonly server: MotoServer,
    /** What Terraform needs in order to speak to it, and to nobody else. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<Moto> {
    const server = await MotoServer.start();
    return new Moto(server, sandboxEnvironment(server.url, "eu-north-1"));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
