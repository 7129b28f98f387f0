import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import { idOf } from "../common/hcl";

export interface AlarmTopicProps {
  readonly name: string;
  readonly account: AwsAccount;
  /** Each must confirm the subscription. */
  readonly emails: readonly string[];
}

/** Where every alarm is sent. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const key = this.createKey(props.name, props.account);
    this.topic = new SnsTopic(this, "topic", { name: props.name, kmsMasterKeyId: key.arn });
    for (const email of props.emails) {
      new SnsTopicSubscription(this, `email-${idOf(email)}`, {
        topicArn: this.topic.arn,
        protocol: "email",
        endpoint: email,
      });
    }
  }

  /**
   * CloudWatch cannot publish to a topic under Amazon's own key for SNS, whose policy is fixed.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  private createKey(name: string, account: AwsAccount): KmsKey {
    const policy = new DataAwsIamPolicyDocument(this, "key-policy", {
      statement: [
        {
          sid: "Account",
          effect: "Allow",
          principals: [
            { type: "AWS", identifiers: [`arn:${account.partition}:iam::${account.id}:root`] },
          ],
          actions: ["kms:*"],
          resources: ["*"],
        },
        {
          sid: "CloudWatchAlarms",
          effect: "Allow",
          principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
          actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
          resources: ["*"],
          condition: [
            { test: "StringEquals", variable: "aws:SourceAccount", values: [account.id] },
          ],
        },
      ],
    });
    const key = new KmsKey(this, "key", {
      description: `Alarms of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: policy.json,
    });
    new KmsAlias(this, "key-alias", { name: `alias/${name}`, targetKeyId: key.keyId });
    return key;
  }
}
