import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import type { SandboxEndpoint } from "../../../../src/sandbox/environment";
import { receive } from "../../../../src/sandbox/gateway/aws-request";
import { type AwsError, errorResponse } from "../../../../src/sandbox/gateway/aws-response";
import { passOn } from "../../../../src/sandbox/gateway/backend";
import { resigned } from "../../../support/signed-requests";

/** An AWS that refuses some actions, such as `ecs:ListTasks`, and else is the one behind it. */
export class RefusingEndpoint {
  private constructor(
    readonly url: string,
    private readonly server: Server,
    private readonly connection: Pool,
  ) {}

  static async start(
    behind: SandboxEndpoint,
    refusals: Readonly<Record<string, AwsError>>,
  ): Promise<RefusingEndpoint> {
    const connection = new Pool(behind.url);
    const server = createServer(async (incoming, outgoing) => {
      const request = await receive(incoming);
      const refusal = refusals[`${request.service}:${request.action}`];
      const { status, body, ...answer } = refusal
        ? errorResponse(request.protocol, refusal)
        : await passOn(await resigned(request, behind), connection);
      const type = answer.headers["content-type"] ?? "text/xml";
      outgoing.writeHead(status, { "content-type": type, "content-length": body.length });
      outgoing.end(body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new RefusingEndpoint(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      server,
      connection,
    );
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
    void this.connection.destroy();
  }
}
