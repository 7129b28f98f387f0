import { describe, expect, it } from "vitest";
import { synthesize } from "../support/synth";

const s3 = synthesize({ state: { kind: "s3", bucket: "taskmanager-demo-state" } });

describe("state", () => {
  it("is in S3 under a native lock, encrypted as the bucket says", () => {
    expect(s3.ha.json["terraform"].backend).toEqual({
      s3: {
        bucket: "taskmanager-demo-state",
        key: "demo-ha.tfstate",
        region: "eu-north-1",
        use_lockfile: true,
      },
    });
    expect(s3.foundation.json["terraform"].backend.s3.key).toBe("demo-foundation.tfstate");
  });

  it("of the bucket itself is a file beside the checkout, by a relative path", () => {
    expect(s3.state.json["terraform"].backend).toEqual({
      local: { path: "../../../terraform.demo-state.tfstate" },
    });
  });

  it("is local throughout where the environment says so, and then there is no bucket", () => {
    const local = synthesize();
    expect(local.state).toBeUndefined();
    expect(local.ha.json["terraform"].backend).toEqual({
      local: { path: "../../../terraform.demo-ha.tfstate" },
    });
  });
});

describe("the state bucket", () => {
  const { state } = s3;

  it("and its key cannot be destroyed", () => {
    expect(state.resource("aws_s3_bucket")).toMatchObject({
      bucket: "taskmanager-demo-state",
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(state.resource("aws_kms_key")["lifecycle"]).toEqual({ prevent_destroy: true });
  });

  it("keeps every version, and clears away old ones, delete markers and unfinished uploads", () => {
    expect(state.resource("aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({
      status: "Enabled",
    });
    expect(state.resource("aws_s3_bucket_lifecycle_configuration")["rule"]).toMatchObject([
      { status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: 90 }] },
      { status: "Enabled", expiration: [{ expired_object_delete_marker: true }] },
      { status: "Enabled", abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] },
    ]);
  });

  it("is encrypted with a customer key and a bucket key", () => {
    expect(state.resource("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
      {
        bucket_key_enabled: true,
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: "${aws_kms_key.state-bucket_key.arn}",
        },
      },
    ]);
  });

  it("is closed to the public, to ACLs and to plain HTTP", () => {
    expect(state.resource("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(state.resource("aws_s3_bucket_ownership_controls")["rule"]).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
    expect(state.data("aws_iam_policy_document")["statement"]).toMatchObject([
      {
        effect: "Deny",
        actions: ["s3:*"],
        condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });
});
