import { randomBytes } from "node:crypto";
import type { AwsRequest } from "./aws-request";
import type { AwsResponse } from "./aws-response";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** As long as AWS's own; letters and digits alone, so that a shell needs no quotes. */
export function newAccessKey(): AccessKey {
  return {
    accessKeyId: `SANDBOX${randomBytes(8).toString("hex").slice(0, 13).toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString("hex"),
  };
}

/** Services whose answers hold new keys, such as AssumeRole's and CreateAccessKey's. */
const ISSUERS = new Set(["sts", "iam"]);

/** The keys that a sandbox takes signatures of. */
export class AccessKeys {
  private readonly secrets = new Map<string, string>();

  /** @param own what whoever has started the sandbox is given */
  constructor(own: AccessKey) {
    this.secrets.set(own.accessKeyId, own.secretAccessKey);
  }

  secretOf(accessKeyId: string): string | undefined {
    return this.secrets.get(accessKeyId);
  }

  /** Takes the keys that an answer gives to a caller who was let in. */
  learn({ service }: AwsRequest, { status, body }: AwsResponse): void {
    if (status !== 200 || !ISSUERS.has(service)) {
      return;
    }
    const text = body.toString("utf8");
    const [, accessKeyId] = /<AccessKeyId>([^<]+)</.exec(text) ?? [];
    const [, secret] = /<SecretAccessKey>([^<]+)</.exec(text) ?? [];
    if (accessKeyId !== undefined && secret !== undefined) {
      this.secrets.set(accessKeyId, secret);
    }
  }
}
