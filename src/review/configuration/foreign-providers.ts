import type { Plan } from "../plan/plan-schema";
import type { Finding } from "./finding";

/** By full name: what the lock file beside a plan pins. Empty where there is none. */
export type Locked = ReadonlyMap<string, string>;

const BUILT_IN = /^terraform\.io\/builtin\//;
/** From the registry of Terraform or of OpenTofu. */
const AWS = /^registry\.(terraform\.io|opentofu\.org)\/hashicorp\/aws$/;
/** From a registry of the user's own too. */
const CALLED_AWS = /\/hashicorp\/aws$/;

/**
 * Providers are programs, and have the credentials of the apply: those that nobody has chosen are
 * blocked, and those of which it is not known need a person.
 *
 * @param ofEnvironment the stacks of an environment use the AWS provider alone
 */
export function foreignProviders(
  plan: Pick<Plan, "configuration" | "resource_changes">,
  locked: Locked,
  ofEnvironment: boolean,
): Finding[] {
  const impostors = impostorsOf(plan);
  const names = [...namesOf(plan)].filter((name) => !BUILT_IN.test(name)).sort();
  return names.flatMap((name): Finding[] => {
    if (impostors.has(name)) {
      return [
        { level: "blocked", subject: name, what: "a provider of aws resources that is not AWS's" },
      ];
    }
    if (locked.size > 0 && !locked.has(name)) {
      const what = "a provider that the lock file does not have: nobody has chosen it";
      return [{ level: "blocked", subject: name, what }];
    }
    if (AWS.test(name) || (locked.has(name) && !ofEnvironment)) {
      return [];
    }
    const what = ofEnvironment
      ? "a provider that no stack of the environment uses: a program with the credentials of the apply"
      : "a provider is a program with the credentials of the apply, and no lock file beside the plan has this one";
    return [{ level: "yes", subject: name, what }];
  });
}

function namesOf({
  configuration,
  resource_changes: changes,
}: Pick<Plan, "configuration" | "resource_changes">): Set<string> {
  const configured = Object.values(configuration.provider_config).map(({ full_name }) => full_name);
  const used = changes.map(({ provider_name }) => provider_name);
  return new Set([...configured, ...used].filter((name) => name !== undefined));
}

/** Everything that is judged is judged by what the real provider does with it. */
function impostorsOf({
  configuration,
  resource_changes: changes,
}: Pick<Plan, "configuration" | "resource_changes">): Set<string> {
  const named = Object.values(configuration.provider_config)
    .filter(({ name }) => name === "aws")
    .map(({ full_name }) => full_name);
  const used = changes
    .filter(({ type }) => type.startsWith("aws_"))
    .map(({ provider_name }) => provider_name);
  return new Set(
    [...named, ...used].filter((name) => name !== undefined && !CALLED_AWS.test(name)),
  ) as Set<string>;
}
