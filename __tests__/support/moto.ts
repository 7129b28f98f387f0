import { createServer } from "node:net";
import { execa, type ResultPromise } from "execa";

/** An emulator of the AWS API, for lookups and for what they are to find. */
export class Moto {
  private constructor(
    private readonly server: ResultPromise,
    /** What Terraform needs in order to speak to it, and to nobody else. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<Moto> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const server = execa("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
      reject: false,
      stdio: "ignore",
    });
    const moto = new Moto(server, {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-north-1",
    });
    await answers(`${url}/moto-api/`);
    return moto;
  }

  async stop(): Promise<void> {
    this.server.kill();
    await this.server;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`moto_server does not answer at ${url}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
