import { resolve } from "node:path";
import { type Environment, loadEnvironments, SettingsError } from "../settings";

/**
 * The environment of a name among those in `environments/`.
 *
 * @throws SettingsError where there is none, or where what there is cannot be read
 */
export async function chooseEnvironment(name: string): Promise<Environment> {
  const environments = await loadEnvironments(resolve(__dirname, "../../environments"));
  const environment = environments.find((candidate) => candidate.name === name);
  if (!environment) {
    const known = environments.map((candidate) => candidate.name).join(", ");
    throw new SettingsError(`no environment "${name}" in environments/: there is ${known}`);
  }
  return environment;
}
