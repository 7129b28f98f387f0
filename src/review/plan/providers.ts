import type { Redactor } from "../../redaction/redactor";
import type { Provider } from "../model";
import type { Plan } from "./plan-schema";

/** Built into Terraform, and of its version. */
const BUILT_IN = /^terraform\.io\/builtin\//;

/** The providers of a plan, each once. A plan tells constraints alone: the lock file says which. */
export function providersOf(
  { configuration }: Plan,
  locked: ReadonlyMap<string, string>,
  redactor: Redactor,
): Provider[] {
  const constraints = new Map<string, string>();
  for (const provider of Object.values(configuration.provider_config)) {
    const { full_name: name, version_constraint: constraint } = provider;
    if (name !== undefined && !BUILT_IN.test(name)) {
      constraints.set(name, constraint ?? constraints.get(name) ?? "");
    }
  }
  return [...constraints].sort().map(([name, constraint]) => ({
    name: redactor.publish(name.replace(/^registry\.[a-z]+\.(io|org)\//, "")),
    version: redactor.publish(locked.get(name) ?? (constraint || "any version")),
  }));
}
