import { timingSafeEqual } from "node:crypto";
import type { AccessKeys } from "./access-keys";
import { AwsError } from "./aws-response";
import { isS3, type Signable, sha256, signed } from "./signer";

const ALGORITHM = "AWS4-HMAC-SHA256";
const FORBIDDEN = 403;

/** As on AWS. */
const CLOCK_SKEW_MS = 15 * 60_000;
const LONGEST_PRESIGNED_SECONDS = 7 * 24 * 3_600;

/** What a caller claims: a header, or the query string of a presigned URL. */
interface Claim {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: ReadonlySet<string>;
  readonly signature: string;
  readonly signedAt: Date;
  /** Of a presigned URL alone. */
  readonly validSeconds?: number;
}

/**
 * Lets nobody in who does not know a key of the sandbox.
 *
 * @throws AwsError as AWS answers to a signature that it does not take
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function mustBeSigned(
  request: Signable,
  keys: AccessKeys,
  now = new Date(),
): Promise<void> {
  const claim = claimOf(request);
  if (!claim) {
    throw refusal(
      "MissingAuthenticationToken",
      `the request has no signature of version 4 (${ALGORITHM}): use the access key that \`npx ha sandbox status\` prints`,
    );
  }
  const secretAccessKey = keys.secretOf(claim.accessKeyId);
  if (secretAccessKey === undefined) {
    throw refusal(
      "InvalidClientTokenId",
      `"${claim.accessKeyId}" is no access key of this sandbox: use the one that \`npx ha sandbox status\` prints; each start makes a new one`,
    );
  }
  mustBeInTime(claim, now);
  const payloadHash = payloadHashOf(request, claim);
  const headers = { ...request.headers, "x-amz-content-sha256": payloadHash };
  const { authorization = "" } = await signed(
    { ...request, headers },
    { accessKeyId: claim.accessKeyId, secretAccessKey },
    claim,
  );
  const [, expected = ""] = /Signature=(\w+)$/.exec(authorization) ?? [];
  if (!isSame(expected, claim.signature) || isForged(payloadHash, request.body)) {
    throw refusal(
      "SignatureDoesNotMatch",
      "the signature is not that of the request: use the secret access key that `npx ha sandbox status` prints",
    );
  }
}

function claimOf({ url, headers }: Signable): Claim | undefined {
  const { authorization } = headers;
  const query = new URL(url, "http://host").searchParams;
  if (authorization === undefined) {
    return query.get("X-Amz-Algorithm") === ALGORITHM
      ? claimFrom(
          (name) => query.get(`X-Amz-${name}`) ?? undefined,
          query.get("X-Amz-Date") ?? undefined,
          Number(query.get("X-Amz-Expires") ?? Number.NaN),
        )
      : undefined;
  }
  const [algorithm, ...fields] = authorization.split(/[\s,]+/);
  const parts = new Map(fields.map((field) => splitOnce(field, "=")));
  return algorithm === ALGORITHM
    ? claimFrom((name) => parts.get(name), headers["x-amz-date"] ?? headers["date"])
    : undefined;
}

function claimFrom(
  part: (name: string) => string | undefined,
  date: string | undefined,
  validSeconds?: number,
): Claim | undefined {
  const [accessKeyId, , region, service, end] = (part("Credential") ?? "").split("/");
  const signedAt = dateOf(date);
  if (!accessKeyId || !region || !service || end !== "aws4_request" || !signedAt) {
    return undefined;
  }
  return {
    accessKeyId,
    region,
    service,
    signedHeaders: new Set((part("SignedHeaders") ?? "").toLowerCase().split(";")),
    signature: part("Signature") ?? "",
    signedAt,
    ...(validSeconds !== undefined && { validSeconds }),
  };
}

function mustBeInTime({ signedAt, validSeconds }: Claim, now: Date): void {
  const ageMs = now.getTime() - signedAt.getTime();
  const longestMs = validSeconds === undefined ? CLOCK_SKEW_MS : validSeconds * 1_000;
  const isValid = validSeconds === undefined || validSeconds <= LONGEST_PRESIGNED_SECONDS;
  // A duration that is no number is in time for nothing.
  if (!(isValid && ageMs >= -CLOCK_SKEW_MS && ageMs <= longestMs)) {
    throw refusal(
      "RequestTimeTooSkewed",
      `the request was signed at ${signedAt.toISOString()}, and it is ${now.toISOString()}: sign it again`,
    );
  }
}

/** A presigned URL of S3 leaves the body open. */
function payloadHashOf({ url, headers, body }: Signable, claim: Claim): string {
  const stated =
    headers["x-amz-content-sha256"] ??
    new URL(url, "http://host").searchParams.get("X-Amz-Content-Sha256");
  const open = claim.validSeconds !== undefined && isS3(claim.service);
  return stated ?? (open ? "UNSIGNED-PAYLOAD" : sha256(body));
}

/** `UNSIGNED-PAYLOAD` and `STREAMING-…` are no hash of the body. */
function isForged(payloadHash: string, body: Buffer): boolean {
  return /^[0-9a-f]{64}$/i.test(payloadHash) && !isSame(payloadHash.toLowerCase(), sha256(body));
}

/** `20261122T101500Z`, or the date of an HTTP header. */
function dateOf(text = ""): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length > 0 && one.length === other.length && timingSafeEqual(one, other);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

function refusal(code: string, message: string): AwsError {
  return new AwsError(code, message, FORBIDDEN);
}
