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
    return new Moto(server, awsEnvironment(server.url));
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** What points the AWS provider at an endpoint, with credentials that are none. */
export function awsEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-north-1",
  };
}
