import { request } from "undici";
import type { AccessKey } from "./gateway/access-keys";
import { signed } from "./gateway/signer";

/** What is signed for where the sandbox itself is asked, and no service of AWS. */
export const CONTROL_SERVICE = "sandbox";

export interface ControlAnswer {
  readonly statusCode: number;
  /** Undefined where it is no JSON. */
  readonly answer: unknown;
}

/** Asks a sandbox for what AWS does not have. @throws Error where nothing answers in time */
export async function askSandbox(
  endpoint: string,
  accessKey: AccessKey,
  method: "GET" | "POST",
  path: string,
  timeoutMs = 60_000,
): Promise<ControlAnswer> {
  const url = new URL(path, endpoint);
  const headers = await signed(
    {
      method,
      url: url.pathname + url.search,
      headers: { host: url.host },
      body: Buffer.alloc(0),
    },
    accessKey,
    { service: CONTROL_SERVICE, region: "local", signedAt: new Date() },
  );
  const { statusCode, body } = await request(url, {
    method,
    headers,
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { statusCode, answer: await body.json().catch(() => undefined) };
}
