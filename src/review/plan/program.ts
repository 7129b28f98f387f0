import type { Plan } from "./plan-schema";

export type Program = "Terraform" | "OpenTofu";

/**
 * Which of the two has made a plan, as far as it can be told: both write `terraform_version`.
 * Terraform has written `applyable` since long before 1.9, OpenTofu does not write it.
 */
export function programOf(plan: Plan): Program {
  const providers = [
    ...Object.values(plan.configuration.provider_config).map(({ full_name }) => full_name),
    ...plan.resource_changes.map(({ provider_name }) => provider_name),
  ];
  const ofOpenTofu =
    providers.some((name) => name?.startsWith("registry.opentofu.org/")) ||
    plan.resource_changes.some(({ change }) => change.actions.join() === "forget,create") ||
    (plan.applyable === undefined && isFrom(plan.terraform_version, 1, 9));
  return ofOpenTofu ? "OpenTofu" : "Terraform";
}

function isFrom(version: string, major: number, minor: number): boolean {
  const [itsMajor = 0, itsMinor = 0] = version.split(".").map(Number);
  return itsMajor > major || (itsMajor === major && itsMinor >= minor);
}
