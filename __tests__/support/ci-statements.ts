import { CI_SETTINGS } from "./ci-policies";
import { type Synthesized, synthesize } from "./synth";

export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly { variable: string; values: readonly string[] }[];
}

export const ACCOUNT = "${data.aws_caller_identity.account_identity.account_id}";
export const IAM = `arn:\${data.aws_partition.account_partition.partition}:iam::${ACCOUNT}`;

/** The demo environment with roles for CI, synthesized once. */
export const stacks = synthesize(CI_SETTINGS);

/** Of all policies of one role. */
export function permissions(role: "plan" | "deploy", stack: Synthesized = stacks.ci): Statement[] {
  return Object.entries<{ statement: Statement[] }>(stack.json["data"].aws_iam_policy_document)
    .filter(([name]) => name.startsWith(`${role}_`) && name.endsWith("-document"))
    .flatMap(([, { statement }]) => statement);
}

export function statementsFor(role: "plan" | "deploy", action: string): Statement[] {
  return permissions(role).filter(({ actions }) => actions.includes(action));
}

export function conditionOn({ condition = [] }: Statement, variable: string): readonly string[] {
  return condition.find((each) => each.variable === variable)?.values ?? [];
}

export function changes({ actions }: Statement): boolean {
  return actions.some((action) => !/:(Describe|Get|List)/.test(action));
}
