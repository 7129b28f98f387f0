import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { receive } from "../../../../src/sandbox/gateway/aws-request";
import { type AwsError, errorResponse } from "../../../../src/sandbox/gateway/aws-response";
import { passOn } from "../../../../src/sandbox/gateway/backend";

/** An AWS that refuses some actions, such as `ecs:ListTasks`, and else is the one behind it. */
export class RefusingEndpoint {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(
    behind: string,
    refusals: Readonly<Record<string, AwsError>>,
  ): Promise<RefusingEndpoint> {
    const server = createServer(async (incoming, outgoing) => {
      const request = await receive(incoming);
      const refusal = refusals[`${request.service}:${request.action}`];
      const { status, body, ...answer } = refusal
        ? errorResponse(request.protocol, refusal)
        : await passOn(request, behind);
      const type = answer.headers["content-type"] ?? "text/xml";
      outgoing.writeHead(status, { "content-type": type, "content-length": body.length });
      outgoing.end(body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new RefusingEndpoint(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      server,
    );
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
