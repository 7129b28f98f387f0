import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import type { TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import { REMOVED_LAST } from "./lifecycle";

export interface PrivateBucketProps {
  readonly name: string;
  /** Whether a destroy deletes the objects too. @default false */
  readonly forceDestroy?: boolean;
  /** Who may do what, beside the account's own identities. @default none */
  readonly statements?: (bucket: S3Bucket) => DataAwsIamPolicyDocumentStatement[];
  readonly lifecycle?: TerraformResourceLifecycle;
}

/** A bucket that no one outside the account sees, reached over TLS alone, with ACLs off. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.name,
      forceDestroy: props.forceDestroy ?? false,
      lifecycle: { ...REMOVED_LAST, ...props.lifecycle },
    });
    const publicAccessBlock = this.blockPublicAccess();
    this.enforceOwner();
    this.policy = this.attachPolicy(props.statements?.(this.bucket) ?? [], publicAccessBlock);
  }

  private blockPublicAccess(): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, "public-access", {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private enforceOwner(): void {
    new S3BucketOwnershipControls(this, "ownership", {
      bucket: this.bucket.id,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
  }

  private attachPolicy(
    statements: DataAwsIamPolicyDocumentStatement[],
    publicAccessBlock: S3BucketPublicAccessBlock,
  ): S3BucketPolicy {
    const document = new DataAwsIamPolicyDocument(this, "policy-document", {
      statement: [this.tlsOnly(), ...statements],
    });
    return new S3BucketPolicy(this, "policy", {
      bucket: this.bucket.id,
      policy: document.json,
      // S3 answers 409 when both are changed at once.
      dependsOn: [publicAccessBlock],
      lifecycle: REMOVED_LAST,
    });
  }

  private tlsOnly(): DataAwsIamPolicyDocumentStatement {
    return {
      sid: "TlsOnly",
      effect: "Deny",
      principals: [{ type: "*", identifiers: ["*"] }],
      actions: ["s3:*"],
      resources: [this.bucket.arn, `${this.bucket.arn}/*`],
      condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    };
  }
}
