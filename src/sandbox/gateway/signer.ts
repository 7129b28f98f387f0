import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AccessKey } from "./access-keys";

/** What a signature is of. */
export interface Signable {
  readonly method: string;
  /** Path and query string. */
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SignatureScope {
  readonly service: string;
  readonly region: string;
  readonly signedAt: Date;
  /** What else is signed than what AWS's own SDKs sign. @default that */
  readonly signedHeaders?: ReadonlySet<string>;
}

const PAYLOAD_HASH = "x-amz-content-sha256";

/**
 * The headers of a request with its signature in `authorization`. A hash of the body that the
 * headers state is taken as it is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signed(
  { method, url, headers, body }: Signable,
  accessKey: AccessKey,
  { service, region, signedAt, signedHeaders }: SignatureScope,
): Promise<Readonly<Record<string, string>>> {
  const signer = new SignatureV4({
    credentials: accessKey,
    region,
    service,
    sha256: Sha256,
    // S3 alone signs the path as it is sent.
    uriEscapePath: !isS3(service),
    applyChecksum: false,
  });
  const { pathname, search } = splitUrl(url);
  const request = {
    method,
    protocol: "http:",
    hostname: "",
    path: pathname,
    query: queryOf(search),
    headers: { [PAYLOAD_HASH]: sha256(body), ...headers },
  };
  const answer = await signer.sign(request, {
    signingDate: signedAt,
    ...(signedHeaders && {
      signableHeaders: new Set(signedHeaders),
      unsignableHeaders: unsigned([...Object.keys(request.headers), "x-amz-date"], signedHeaders),
    }),
  });
  return answer.headers;
}

export function isS3(service: string): boolean {
  return service.startsWith("s3");
}

export function sha256(data: Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function unsigned(names: readonly string[], signedHeaders: ReadonlySet<string>): Set<string> {
  return new Set(names.filter((name) => !signedHeaders.has(name)));
}

function splitUrl(url: string): { pathname: string; search: string } {
  const at = url.indexOf("?");
  return at < 0
    ? { pathname: url, search: "" }
    : { pathname: url.slice(0, at), search: url.slice(at + 1) };
}

/** A name that stands more than once has all of its values. */
function queryOf(search: string): Record<string, string[]> {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) {
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  return Object.fromEntries(query);
}

/** Node's own, in the form that the library takes. */
class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", asBuffer(secret));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {}
}

function asBuffer(source: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof source === "string") {
    return Buffer.from(source);
  }
  return ArrayBuffer.isView(source)
    ? Buffer.from(source.buffer, source.byteOffset, source.byteLength)
    : Buffer.from(source);
}
