import type {
  DataAwsIamPolicyDocumentStatement,
  DataAwsIamPolicyDocumentStatementCondition,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { AwsAccount } from "../../common/aws-account";

export type Statement = DataAwsIamPolicyDocumentStatement;
export type Condition = DataAwsIamPolicyDocumentStatementCondition;

/** By what AWS can tell an environment's resources from those of its neighbours. */
export interface Ownership {
  readonly account: AwsAccount;
  readonly region: string;
  /** Of the names, such as taskmanager-production. */
  readonly prefix: string;
  readonly clusterName: string;
  /** On everything that the stacks create. */
  readonly tags: Readonly<Record<"Environment" | "Service", string>>;
}

export function allow(
  actions: readonly string[],
  resources: readonly string[],
  ...condition: Condition[]
): Statement {
  return { effect: "Allow", actions: [...actions], resources: [...resources], condition };
}

/** In the environment's account and region. */
export function arn({ account, region }: Ownership, service: string, resource: string): string {
  return `arn:${account.partition}:${service}:${region}:${account.id}:${resource}`;
}

/** Of a service that knows no regions. */
export function globalArn({ account }: Ownership, service: string, resource: string): string {
  return `arn:${account.partition}:${service}::${account.id}:${resource}`;
}

/** Of a bucket or what is in it: their names are unique in the partition. */
export function bucketArn({ account }: Ownership, path: string): string {
  return `arn:${account.partition}:s3:::${path}`;
}

/** For what exists already. */
export function carriesTags(owner: Ownership): Condition[] {
  return tagConditions(owner, "aws:ResourceTag");
}

/** For what is being created. */
export function givesTags(owner: Ownership): Condition[] {
  return tagConditions(owner, "aws:RequestTag");
}

export function equals(variable: string, ...values: string[]): Condition {
  return { test: "StringEquals", variable, values };
}

function tagConditions({ tags }: Ownership, key: string): Condition[] {
  return Object.entries(tags).map(([tag, value]) => equals(`${key}/${tag}`, value));
}
