import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { StateBucket } from "../constructs/state/state-bucket";
import type { Environment } from "../settings";
import { EnvironmentStack } from "./environment-stack";

export type S3State = Extract<Environment["state"], { kind: "s3" }>;

/** The bucket that keeps the state of the environment's other stacks; its own state is a file. */
export class StateBackendStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, state: S3State) {
    super(scope, "state", environment);
    this.keepStateBesideCheckout();
    const stateBucket = new StateBucket(this, "state-bucket", {
      name: state.bucket,
      noncurrentVersionDays: state.noncurrentVersionDays,
    });
    new TerraformOutput(this, "bucket", {
      value: stateBucket.storage.bucket.bucket,
      staticId: true,
    });
  }
}
