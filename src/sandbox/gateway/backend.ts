import { type Dispatcher, request as send } from "undici";
import type { AwsRequest } from "./aws-request";
import type { AwsResponse } from "./aws-response";

/** Headers of one connection, which end with it. */
const HOP_BY_HOP = new Set(["connection", "expect", "keep-alive", "transfer-encoding", "host"]);

/** Sends a request on as it came. @param dispatcher leads to one endpoint, whatever the URL's host */
export async function passOn(request: AwsRequest, dispatcher: Dispatcher): Promise<AwsResponse> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(
      (entry): entry is [string, string | string[]] =>
        entry[1] !== undefined && !HOP_BY_HOP.has(entry[0]),
    ),
  );
  const answer = await send(new URL(`http://host${request.url}`), {
    dispatcher,
    method: request.method as "GET",
    // The store reads the account and the bucket from the host that was asked.
    headers: { ...headers, host: request.headers.host ?? "" },
    body: request.body.length > 0 ? request.body : null,
  });
  return {
    status: answer.statusCode,
    headers: answer.headers as AwsResponse["headers"],
    body: Buffer.from(await answer.body.arrayBuffer()),
  };
}
