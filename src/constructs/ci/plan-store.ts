import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { Construct } from "constructs";
import { PrivateBucket } from "../common/private-bucket";

export interface PlanStoreProps {
  readonly name: string;
  /** The state's own key: a plan file holds all that the state does. */
  readonly keyArn: string;
  readonly retentionDays: number;
}

/** Where plan files wait for their approval, each under its own hash; apart from the state. */
export class PlanStore extends Construct {
  constructor(scope: Construct, id: string, props: PlanStoreProps) {
    super(scope, id);
    const { bucket } = new PrivateBucket(this, "storage", { name: props.name, forceDestroy: true });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [
        {
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: props.keyArn,
          },
        },
      ],
    });
    new S3BucketLifecycleConfiguration(this, "expiry", {
      bucket: bucket.id,
      rule: [
        {
          id: "old-plans",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: props.retentionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
  }
}
