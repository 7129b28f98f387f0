import { createServer, type Server } from "node:net";

/** Loopback has 2^24 addresses; each sandbox takes 127.x.0.0/16 for itself, with x from here. */
const FIRST_BLOCK = 77;
const LAST_BLOCK = 254;

/** Whoever listens here has the block. */
const MARKER_PORT = 47_100;

/** Loopback addresses of one sandbox: one an instance, and one a task in awsvpc mode. */
export class Addresses {
  private taken = 0;

  private constructor(
    private readonly block: number,
    private readonly marker: Server,
  ) {}

  /** @throws Error where as many sandboxes run as there are blocks */
  static async claim(): Promise<Addresses> {
    for (let block = FIRST_BLOCK; block <= LAST_BLOCK; block++) {
      const marker = await listening(`127.${block}.255.254`);
      if (marker) {
        return new Addresses(block, marker);
      }
    }
    throw new Error(
      `no loopback address is free from 127.${FIRST_BLOCK}.0.0 to 127.${LAST_BLOCK}.255.255: the sandbox needs Linux, and a block that no other sandbox has`,
    );
  }

  next(): string {
    this.taken++;
    return `127.${this.block}.${this.taken >> 8}.${this.taken & 255}`;
  }

  release(): void {
    this.marker.close();
  }
}

function listening(address: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    // Whoever fails before it releases the block still ends.
    server.listen(MARKER_PORT, address, () => resolve(server.unref()));
  });
}
