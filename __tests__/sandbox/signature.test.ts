import { describe, expect, it } from "vitest";
import { AccessKeys } from "../../src/sandbox/gateway/access-keys";
import { mustBeSigned } from "../../src/sandbox/gateway/signature";
import { type Signable, signed } from "../../src/sandbox/gateway/signer";

const accessKey = { accessKeyId: "SANDBOX0123456789", secretAccessKey: "secret" };
const now = new Date("2026-11-22T10:15:00Z");
const keys = new AccessKeys(accessKey);

const plain: Signable = {
  method: "POST",
  url: "/bucket/a%20key?list-type=2&prefix=a%2Fb&prefix=%2B",
  headers: { host: "127.0.0.1:4566", "content-type": "text/plain", "x-amz-meta-note": "a   b" },
  body: Buffer.from("content"),
};

async function asSigned(changes: Partial<Signable> = {}, service = "ecs"): Promise<Signable> {
  const request = { ...plain, ...changes };
  const scope = { service, region: "eu-north-1", signedAt: now };
  return { ...request, headers: await signed(request, accessKey, scope) };
}

const codeOf = (request: Signable, at = now) =>
  mustBeSigned(request, keys, at).then(
    () => "let in",
    ({ code, status }) => (status === 403 ? code : `${code} ${status}`),
  );

describe("a signature", () => {
  // The examples of AWS's documentation, which no code of ours has signed.
  it.each([
    [
      "of its test suite",
      {
        url: "/",
        headers: {
          host: "example.amazonaws.com",
          "x-amz-date": "20150830T123600Z",
          authorization:
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        },
      },
      { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
      "2015-08-30T12:36:00Z",
    ],
    [
      "of an object of S3",
      {
        url: "/test.txt",
        headers: {
          host: "examplebucket.s3.amazonaws.com",
          range: "bytes=0-9",
          "x-amz-content-sha256":
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "x-amz-date": "20130524T000000Z",
          authorization:
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        },
      },
      {
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
      "2013-05-24T00:00:00Z",
    ],
    [
      "of a presigned URL",
      {
        url: "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        headers: { host: "examplebucket.s3.amazonaws.com" },
      },
      {
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      },
      "2013-05-24T23:00:00Z",
    ],
  ])("of AWS's own examples is taken: %s", async (_, request, key, at) => {
    const get = { method: "GET", body: Buffer.alloc(0), ...request };
    const [known, other] = [new AccessKeys(key), { ...key, secretAccessKey: "another" }];
    await expect(mustBeSigned(get, known, new Date(at))).resolves.toBeUndefined();
    await expect(mustBeSigned(get, new AccessKeys(other), new Date(at))).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
    await expect(
      mustBeSigned(get, known, new Date(Date.parse(at) + 25 * 3_600_000)),
    ).rejects.toMatchObject({ code: "RequestTimeTooSkewed" });
  });

  it.each(["ecs", "s3"])("of what was sent is taken, for %s", async (service) => {
    expect(await codeOf(await asSigned({}, service))).toBe("let in");
  });

  it.each([
    ["method", { method: "PUT" }],
    ["path", { url: plain.url.replace("key", "other") }],
    ["query", { url: `${plain.url}&more` }],
    ["body", { body: Buffer.from("other content") }],
  ])("of another %s is refused", async (_, changes) => {
    expect(await codeOf({ ...(await asSigned()), ...changes })).toBe("SignatureDoesNotMatch");
  });

  it("of another header is refused", async () => {
    const request = await asSigned();
    const headers = { ...request.headers, "x-amz-meta-note": "other" };
    expect(await codeOf({ ...request, headers })).toBe("SignatureDoesNotMatch");
  });

  it.each(["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"])(
    "may leave the body open: %s",
    async (hash) => {
      const headers = { ...plain.headers, "x-amz-content-sha256": hash };
      const request = await asSigned({ headers }, "s3");
      expect(await codeOf({ ...request, body: Buffer.from("5\r\nchunk\r\n0\r\n") })).toBe("let in");
    },
  );

  it.each([
    ["16 minutes old", 16],
    ["16 minutes ahead", -16],
  ])("is refused when it is %s", async (_, minutes) => {
    const at = new Date(now.getTime() + minutes * 60_000);
    expect(await codeOf(await asSigned(), at)).toBe("RequestTimeTooSkewed");
  });

  it("is refused of a key that the sandbox did not give", async () => {
    const request = await asSigned();
    const authorization = request.headers["authorization"]?.replace("SANDBOX", "AKIA") ?? "";
    const headers = { ...request.headers, authorization };
    expect(await codeOf({ ...request, headers })).toBe("InvalidClientTokenId");
  });

  it.each([
    ["none", ""],
    ["one that is cut off", "AWS4-HMAC-SHA256 Credential=SANDBOX0123456789"],
    ["an older one", "AWS SANDBOX0123456789:c2lnbmF0dXJl"],
  ])("is required: %s is refused", async (_, authorization) => {
    const headers = { ...plain.headers, ...(authorization && { authorization }) };
    expect(await codeOf({ ...plain, headers })).toBe("MissingAuthenticationToken");
  });

  it("that is empty matches nothing", async () => {
    const request = await asSigned();
    const authorization = request.headers["authorization"]?.replace(/Signature=\w+/, "Signature=");
    const headers = { ...request.headers, authorization: authorization ?? "" };
    expect(await codeOf({ ...request, headers })).toBe("SignatureDoesNotMatch");
  });
});
