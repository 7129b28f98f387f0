import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** How a service spells its requests and its errors. */
export type Protocol = "json" | "query" | "ec2" | "rest-xml" | "rest-json";

/** One call of the AWS API, recognised. */
export interface AwsRequest {
  readonly method: string;
  /** Path and query string. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Name in the signature's credential scope, such as `elasticloadbalancing`. */
  readonly service: string;
  readonly region: string;
  /** Such as `DescribeServices`; for REST services the method and the path. */
  readonly action: string;
  readonly protocol: Protocol;
}

const QUERY_SERVICES = new Set([
  "autoscaling",
  "elasticloadbalancing",
  "iam",
  "monitoring",
  "sns",
  "sts",
]);

/** A request as it comes in, with all of its body. */
export async function receive(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  const { method = "GET", url = "/", headers } = incoming;
  return recognise(method, url, headers, Buffer.concat(chunks));
}

/**
 * Recognises a request by its signature's credential scope and by where its protocol puts the
 * action: `X-Amz-Target` (JSON), the form field `Action` (query), or the path (REST).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @see https://smithy.io/2.0/aws/protocols/
 */
export function recognise(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): AwsRequest {
  const { service, region } = scopeOf(url, headers);
  const target = headers["x-amz-target"];
  const request = { method, url, headers, body, service, region };
  if (typeof target === "string") {
    return { ...request, action: target.split(".").at(-1) ?? target, protocol: "json" };
  }
  const form = new URLSearchParams(body.toString("latin1"));
  if (service === "ec2" || QUERY_SERVICES.has(service)) {
    const action = form.get("Action") ?? new URL(url, "http://host").searchParams.get("Action");
    return {
      ...request,
      action: action ?? "unknown",
      protocol: service === "ec2" ? "ec2" : "query",
    };
  }
  const path = url.split("?")[0] ?? url;
  return {
    ...request,
    action: `${method} ${service === "s3" ? "object or bucket" : path}`,
    protocol: service === "s3" ? "rest-xml" : "rest-json",
  };
}

/** `AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, …`, or the same in the query. */
function scopeOf(url: string, headers: IncomingHttpHeaders): { service: string; region: string } {
  const presigned = new URL(url, "http://host").searchParams.get("X-Amz-Credential");
  const header = /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1];
  const [, , region, service] = (header ?? presigned ?? "").split("/");
  return { service: service ?? "unsigned", region: region ?? "unknown" };
}
