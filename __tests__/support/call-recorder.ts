import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxEndpoint } from "../../src/sandbox/environment";
import { type AwsRequest, receive } from "../../src/sandbox/gateway/aws-request";
import { resigned } from "./signed-requests";

/** What a policy must allow for one call of the AWS API. */
export interface Call {
  /** Such as `ecs:CreateService`. */
  readonly action: string;
  /** Of S3 alone, such as `arn:aws:s3:::bucket/key`. */
  readonly resource?: string;
}

/** An AWS endpoint before another, which writes down what it is asked for. */
export class CallRecorder {
  private recorded = new Map<string, Call>();
  private readonly server = createServer((incoming, outgoing) => {
    this.passOn(incoming, outgoing).catch(() => outgoing.destroy());
  });

  constructor(private readonly behind: SandboxEndpoint) {}

  async listen(): Promise<SandboxEndpoint> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const { region, accessKey } = this.behind;
    return { url, region, accessKey };
  }

  /** Every kind of call since the last time. */
  take(): Call[] {
    const calls = [...this.recorded.values()];
    this.recorded = new Map();
    return calls;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async passOn(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const received = await receive(incoming);
    const { method, url, headers, body } = await resigned(received, this.behind);
    const call = callOf(received);
    this.recorded.set(`${call.action} ${call.resource}`, call);
    const { hostname, port } = new URL(this.behind.url);
    const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    passed.end(body);
  }
}

function callOf(call: AwsRequest): Call {
  if (call.service === "s3") {
    return s3Call(call);
  }
  if (call.service === "fis") {
    return { action: `fis:${fisAction(call)}` };
  }
  // CloudWatch signs with the name of its endpoint.
  const service = call.service === "monitoring" ? "cloudwatch" : call.service;
  return { action: `${service}:${call.action}` };
}

function fisAction({ method, url }: AwsRequest): string {
  if (url.startsWith("/tags/")) {
    return { GET: "ListTagsForResource", POST: "TagResource" }[method] ?? "UntagResource";
  }
  const verb = { GET: "Get", POST: "Create", PATCH: "Update", DELETE: "Delete" }[method];
  return `${verb}ExperimentTemplate`;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function s3Call({ method, url }: AwsRequest): Call {
  const { pathname, searchParams } = new URL(url, "http://host");
  const resource = `arn:aws:s3:::${decodeURIComponent(pathname.slice(1))}`;
  const setting = [...searchParams.keys()].find((key) => key in BUCKET_SETTINGS);
  if (setting !== undefined) {
    const name = BUCKET_SETTINGS[setting];
    const verb = setting === "policy" && method === "DELETE" ? "Delete" : "Put";
    return { action: `s3:${method === "GET" ? "Get" : verb}${name}`, resource };
  }
  if (!pathname.slice(1).includes("/")) {
    const verb = { PUT: "CreateBucket", DELETE: "DeleteBucket" }[method];
    return { action: `s3:${verb ?? "ListBucket"}`, resource };
  }
  const verb = { PUT: "PutObject", DELETE: "DeleteObject" }[method];
  return { action: `s3:${verb ?? "GetObject"}`, resource };
}

const BUCKET_SETTINGS: Readonly<Record<string, string>> = {
  accelerate: "AccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCORS",
  encryption: "EncryptionConfiguration",
  lifecycle: "LifecycleConfiguration",
  logging: "BucketLogging",
  "object-lock": "BucketObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  publicAccessBlock: "BucketPublicAccessBlock",
  replication: "ReplicationConfiguration",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};
