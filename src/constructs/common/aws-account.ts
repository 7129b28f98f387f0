import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { Construct } from "constructs";

/** The account that the stack is deployed to, looked up once. */
export class AwsAccount extends Construct {
  readonly id: string;
  /** `aws`, or another in China and in government regions: part of every ARN. */
  readonly partition: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.id = new DataAwsCallerIdentity(this, "identity").accountId;
    this.partition = new DataAwsPartition(this, "partition").partition;
  }
}
