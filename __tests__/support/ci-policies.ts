import { cpSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentInput } from "../../src/settings/schema";
import type { Call } from "./call-recorder";
import { created, type Plan, synthesizeTo, Terraform, temporaryFolder } from "./terraform";

export const CI_SETTINGS = {
  state: { kind: "s3", bucket: "taskmanager-demo-state" },
  accountId: "123456789012",
  ci: { repository: "acme/taskmanager" },
} satisfies Partial<EnvironmentInput>;

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

export interface Policy {
  readonly name: string;
  /** As AWS counts it: without white space. */
  readonly size: number;
  readonly statements: readonly Statement[];
}

/** Makes what stands in an account before the roles for CI. */
export async function prepareAccount(env: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(temporaryFolder(), "account");
  cpSync(join(__dirname, "ci-account"), folder, { recursive: true });
  const terraform = new Terraform(folder, env);
  await terraform.init();
  await terraform.apply();
}

/** What the real Terraform would make of the roles. */
export async function planRoles(
  env: Readonly<Record<string, string>>,
  changes: Partial<EnvironmentInput> = {},
): Promise<Plan> {
  const terraform = new Terraform(synthesizeTo({ ...CI_SETTINGS, ...changes })("ci"), env);
  await terraform.init();
  return terraform.plan();
}

export function policiesIn(plan: Plan): Policy[] {
  return created("aws_iam_policy", plan).map(({ name, policy }) => {
    const document = JSON.parse(String(policy));
    return {
      name: String(name),
      size: JSON.stringify(document).length,
      statements: document.Statement,
    };
  });
}

/** The calls that a role's policies do not allow; conditions are taken to hold. */
export function refusedBy(policies: readonly Policy[], role: string, calls: readonly Call[]) {
  const statements = policies
    .filter(({ name }) => name.startsWith(`${role}-`))
    .flatMap((policy) => policy.statements);
  return calls
    .filter(({ action }) => action !== "sts:GetCallerIdentity") // allowed to everyone
    .filter(
      ({ action, resource }) =>
        !statements.some(
          ({ Action, Resource }) =>
            [Action].flat().includes(action) &&
            (resource === undefined || [Resource].flat().some((each) => covers(each, resource))),
        ),
    )
    .map(({ action, resource }) => (resource ? `${action} ${resource}` : action))
    .sort();
}

function covers(pattern: string, resource: string): boolean {
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(resource);
}
