import { createServer, type Server } from "node:http";

export interface TaskIdentity {
  readonly task: string;
  readonly service: string;
  readonly zone: string;
  readonly instance: string;
}

/** A task as a small HTTP server that says which one answered, and where it runs. */
export class TaskServer {
  private readonly server: Server;

  constructor(identity: TaskIdentity) {
    const body = JSON.stringify(identity);
    this.server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(body);
    });
  }

  async listen(address: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, address, resolve);
    });
  }

  /** At once, as a power cut would: open connections are reset. */
  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
