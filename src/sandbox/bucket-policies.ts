import { AwsError, type AwsResponse } from "./gateway/aws-response";
import type { Handler } from "./gateway/gateway";

/**
 * Bucket policies, kept apart from the store: it would enforce one that demands TLS, which the
 * loopback interface does not have, by refusing every request.
 */
export class BucketPolicies {
  private readonly policies = new Map<string, Buffer>();

  readonly handler: Handler = (request, passOn) => {
    const { pathname, searchParams } = new URL(request.url, "http://host");
    if (!searchParams.has("policy")) {
      return passOn();
    }
    switch (request.method) {
      case "PUT":
        this.policies.set(pathname, request.body);
        return empty(204);
      case "DELETE":
        this.policies.delete(pathname);
        return empty(204);
      default:
        return this.get(pathname);
    }
  };

  private get(bucket: string): AwsResponse {
    const policy = this.policies.get(bucket);
    if (!policy) {
      throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
    }
    return { status: 200, headers: { "content-type": "application/json" }, body: policy };
  }
}

function empty(status: number): AwsResponse {
  return { status, headers: {}, body: Buffer.alloc(0) };
}
