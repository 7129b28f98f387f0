import type { SandboxEndpoint } from "../../src/sandbox/environment";
import type { AwsRequest } from "../../src/sandbox/gateway/aws-request";
import { signed } from "../../src/sandbox/gateway/signer";

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks a sandbox as an SDK of the service would. */
export async function ask(
  { url, region, accessKey }: SandboxEndpoint,
  service: string,
  path = "/",
  { method = "POST", headers = {}, body = "" }: Asked = {},
): Promise<Response> {
  const signable = {
    method,
    url: path,
    headers: { ...headers, host: new URL(url).host },
    body: Buffer.from(body),
  };
  const { host: _, ...signedHeaders } = await signed(signable, accessKey, {
    service,
    region,
    signedAt: new Date(),
  });
  return fetch(url + path, { method, headers: signedHeaders, ...(body && { body }) });
}

/** A request that came to one endpoint, as its client would have signed it for another. */
export async function resigned(request: AwsRequest, to: SandboxEndpoint): Promise<AwsRequest> {
  const { authorization: _, ...sent } = request.headers;
  const kept = Object.entries(sent).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const headers = await signed(
    { ...request, headers: { ...Object.fromEntries(kept), host: new URL(to.url).host } },
    to.accessKey,
    { service: request.service, region: request.region, signedAt: new Date() },
  );
  return { ...request, headers };
}
