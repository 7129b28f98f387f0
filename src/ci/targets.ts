import type { Environment } from "../settings";
import { ciNames, ROLE_PATH } from "./names";

/** One environment that the workflows plan and deploy, as their job matrix has it. */
export interface Target {
  readonly environment: string;
  readonly githubEnvironment: string;
  readonly region: string;
  /** ARN. */
  readonly planRole: string;
  /** ARN. */
  readonly deployRole: string;
  readonly planBucket: string;
  /** In the order in which they are applied. */
  readonly stacks: readonly string[];
}

/** The environments that have `ci` settings. */
export function targetsOf(environments: readonly Environment[]): Target[] {
  return environments.flatMap((environment) => {
    const { name, region, ci } = environment;
    if (!ci) {
      return [];
    }
    const names = ciNames(environment);
    return {
      environment: name,
      githubEnvironment: ci.githubEnvironment,
      region,
      planRole: roleArn(environment, names.planRole),
      deployRole: roleArn(environment, names.deployRole),
      planBucket: names.planBucket,
      stacks: deployedStacks(environment),
    };
  });
}

/** The state's bucket and the roles themselves are a person's to apply. */
export function deployedStacks({ name, foundation }: Environment): string[] {
  return [...(foundation ? [`${name}-foundation`] : []), `${name}-ha`];
}

function roleArn({ region, accountId }: Environment, name: string): string {
  return `arn:${partitionOf(region)}:iam::${accountId}:role${ROLE_PATH}${name}`;
}

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string {
  const special = { "cn-": "aws-cn", "us-gov-": "aws-us-gov" };
  const found = Object.entries(special).find(([beginning]) => region.startsWith(beginning));
  return found?.[1] ?? "aws";
}
