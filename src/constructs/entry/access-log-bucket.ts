import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import type { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import { PrivateBucket } from "../common/private-bucket";

export interface AccessLogBucketProps {
  /** First part of the bucket's name; the account id makes it unique. */
  readonly prefix: string;
  readonly account: AwsAccount;
  readonly retentionDays: number;
  readonly forceDestroy: boolean;
}

/** A bucket that Elastic Load Balancing may write access logs to. */
export class AccessLogBucket extends Construct {
  readonly bucketName: string;
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    const storage = new PrivateBucket(this, "storage", {
      name: `${props.prefix}-alb-logs-${props.account.id}`,
      forceDestroy: props.forceDestroy,
      statements: (bucket) => [logDelivery(bucket, props.account)],
    });
    this.bucketName = storage.bucket.bucket;
    this.policy = storage.policy;
    this.encrypt(storage.bucket);
    this.expire(storage.bucket, props.retentionDays);
  }

  /** Log delivery supports Amazon's own keys alone, not KMS. */
  private encrypt(bucket: S3Bucket): void {
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
  }

  private expire(bucket: S3Bucket, days: number): void {
    new S3BucketLifecycleConfiguration(this, "expiry", {
      bucket: bucket.id,
      rule: [
        {
          id: "old-logs",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
  }
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html */
function logDelivery(bucket: S3Bucket, account: AwsAccount): DataAwsIamPolicyDocumentStatement {
  return {
    sid: "LoadBalancerLogs",
    effect: "Allow",
    principals: [
      { type: "Service", identifiers: ["logdelivery.elasticloadbalancing.amazonaws.com"] },
    ],
    actions: ["s3:PutObject"],
    resources: [`${bucket.arn}/AWSLogs/${account.id}/*`],
  };
}
