import { type IncomingMessage, request } from "node:http";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Pool } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newAccessKey } from "../../src/sandbox/gateway/access-keys";
import type { AwsResponse } from "../../src/sandbox/gateway/aws-response";
import { Gateway } from "../../src/sandbox/gateway/gateway";
import { signed } from "../../src/sandbox/gateway/signer";

const region = "eu-north-1";
const accessKey = newAccessKey();

describe("whoever asks the sandbox", () => {
  const asked: string[] = [];
  const answered = (action: string, content: string) => (): AwsResponse => {
    asked.push(action);
    const body = Buffer.from(`<Answer>${content}</Answer>`);
    return { status: 200, headers: { "content-type": "text/xml" }, body };
  };
  const gateway = new Gateway({
    store: new Pool("http://127.0.0.1:1"),
    accessKey,
    handlers: {
      "ec2:DescribeVpcs": answered("DescribeVpcs", ""),
      "sts:GetCallerIdentity": answered("GetCallerIdentity", ""),
      "sts:AssumeRole": answered(
        "AssumeRole",
        "<AccessKeyId>ASIAISSUED</AccessKeyId><SecretAccessKey>issued</SecretAccessKey>",
      ),
    },
  });
  let url: URL;

  beforeAll(async () => {
    url = new URL(await gateway.listen(0));
  });
  beforeEach(() => void asked.splice(0));
  afterAll(() => gateway.close());

  /** With a signature that is right, whatever else is wrong. */
  async function ask(
    changes: Readonly<Record<string, string>>,
    { method = "POST", path = "/" } = {},
  ): Promise<{ status: number; answer: IncomingMessage }> {
    const body = Buffer.from("Action=DescribeVpcs&Version=2016-11-15");
    const sent = { host: url.host, ...changes };
    const scope = { service: "ec2", region, signedAt: new Date() };
    const headers = await signed({ method, url: path, headers: sent, body }, accessKey, scope);
    return new Promise((resolve, reject) => {
      const { hostname, port } = url;
      request({ hostname, port, method, path, headers }, (answer) => {
        answer.resume().once("end", () => resolve({ status: answer.statusCode ?? 0, answer }));
      })
        .once("error", reject)
        .end(body);
    });
  }

  it.each([
    ["a web page", { origin: "https://page.example.com" }, {}],
    ["a web page without an origin of its own", { origin: "null" }, {}],
    ["a web page on this machine", { origin: "http://localhost:3000" }, {}],
    ["an image of another site", { "sec-fetch-site": "cross-site" }, {}],
    ["a page of the same site", { "sec-fetch-site": "same-site" }, {}],
    ["a page of the sandbox itself", { "sec-fetch-site": "same-origin" }, {}],
    ["a browser before a page's request", {}, { method: "OPTIONS" }],
    [
      "a browser before a page's request, with what it asks",
      { origin: "https://page.example.com", "access-control-request-method": "POST" },
      { method: "OPTIONS" },
    ],
    ["a page whose name resolves to this machine", { host: "page.example.com:4566" }, {}],
    ["a name that begins like this machine's", { host: "127.0.0.1.example.com" }, {}],
    ["a name that ends like this machine's", { host: "page.localhost" }, {}],
    ["another machine of the network", { host: "192.168.1.10" }, {}],
    ["every address of this machine", { host: "0.0.0.0" }, {}],
    ["another port of this machine", { host: "127.0.0.1:1" }, {}],
    ["this machine without a port", { host: "localhost" }, {}],
    ["a proxy's whole URL", {}, { path: "http://page.example.com/" }],
  ])("is turned away, and told nothing that lets a page in: %s", async (_, headers, where) => {
    const { status, answer } = await ask(headers, where);
    expect(status).toBe(403);
    const names = Object.keys(answer.headers);
    expect(names.filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each(["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "[::1]"])(
    "is let in by a name of this machine: %s",
    async (name) => {
      const { status } = await ask({ host: `${name}:${url.port}` });
      expect(status).toBe(200);
      expect(asked).toEqual(["DescribeVpcs"]);
    },
  );

  it("is let in from the address bar of a browser, which is no page", async () => {
    expect((await ask({ "sec-fetch-site": "none" })).status).toBe(200);
  });

  it("does not have to send its body to be turned away", async () => {
    const headers = { host: url.host, origin: "https://page.example.com", "content-length": 1e9 };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ hostname: url.hostname, port: url.port, method: "POST", headers }, resolve)
        .once("error", reject)
        .flushHeaders();
    });
    expect([answer.statusCode, answer.headers.connection]).toEqual([403, "close"]);
    answer.destroy();
  });

  it("is let in with the access key alone, as an SDK uses it", async () => {
    const options = { endpoint: url.href, region };
    const own = new EC2Client({ ...options, credentials: accessKey });
    await own.send(new DescribeVpcsCommand({}));
    expect(asked).toEqual(["DescribeVpcs"]);
    const guessed = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
    for (const credentials of [guessed, { ...accessKey, secretAccessKey: "sandbox" }]) {
      const other = new EC2Client({ ...options, credentials });
      await expect(other.send(new DescribeVpcsCommand({}))).rejects.toThrow(
        "npx ha sandbox status",
      );
    }
    expect(asked).toEqual(["DescribeVpcs"]);
  });

  it("is let in with the keys that the sandbox gives", async () => {
    const options = { endpoint: url.href, region };
    const issued = { accessKeyId: "ASIAISSUED", secretAccessKey: "issued" };
    const before = new STSClient({ ...options, credentials: issued });
    await expect(before.send(new GetCallerIdentityCommand({}))).rejects.toThrow("no access key");
    const own = new STSClient({ ...options, credentials: accessKey });
    const role = { RoleArn: "arn:aws:iam::123456789012:role/deploy", RoleSessionName: "deploy" };
    await own.send(new AssumeRoleCommand(role));
    await before.send(new GetCallerIdentityCommand({}));
    expect(asked).toEqual(["AssumeRole", "GetCallerIdentity"]);
  });
});

describe("access keys", () => {
  it("are other ones each time, and need no quotes in a shell", () => {
    const made = Array.from({ length: 50 }, newAccessKey);
    expect(new Set(made.map(({ accessKeyId }) => accessKeyId)).size).toBe(50);
    expect(new Set(made.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(50);
    for (const { accessKeyId, secretAccessKey } of made) {
      expect(accessKeyId).toMatch(/^[A-Z0-9]{20}$/);
      expect(secretAccessKey).toMatch(/^[a-z0-9]{40}$/);
    }
  });
});
