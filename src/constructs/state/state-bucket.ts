import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { PrivateBucket } from "../common/private-bucket";

export interface StateBucketProps {
  readonly name: string;
  readonly noncurrentVersionDays: number;
}

/** Where Terraform's state lives: every version kept for a time, encrypted with a key of its own. */
export class StateBucket extends Construct {
  readonly storage: PrivateBucket;
  readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.key = this.createKey(props.name);
    this.storage = new PrivateBucket(this, "storage", {
      name: props.name,
      lifecycle: { preventDestroy: true },
    });
    this.encrypt();
    this.expireOldVersions(this.keepVersions(), props.noncurrentVersionDays);
  }

  private createKey(name: string): KmsKey {
    const key = new KmsKey(this, "key", {
      description: `Terraform state in ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      // Without the key the state cannot be read again.
      lifecycle: { preventDestroy: true },
    });
    new KmsAlias(this, "key-alias", { name: `alias/${name}`, targetKeyId: key.keyId });
    return key;
  }

  private encrypt(): void {
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: this.storage.bucket.id,
      rule: [
        {
          // One data key for many objects: fewer requests to KMS, which are paid for.
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: this.key.arn,
          },
        },
      ],
    });
  }

  private keepVersions(): S3BucketVersioningA {
    return new S3BucketVersioningA(this, "versioning", {
      bucket: this.storage.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
  }

  private expireOldVersions(versioning: S3BucketVersioningA, noncurrentDays: number): void {
    new S3BucketLifecycleConfiguration(this, "expiry", {
      bucket: this.storage.bucket.id,
      rule: [
        {
          id: "noncurrent-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays }],
        },
        {
          // The lock file is created and deleted at every run: its markers pile up.
          id: "delete-markers",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        {
          id: "unfinished-uploads",
          status: "Enabled",
          filter: [{ prefix: "" }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
