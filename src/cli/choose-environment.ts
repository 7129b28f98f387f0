import { type Environment, loadEnvironments } from "../settings";
import { environmentsFolder } from "./project";
import { WrongUsage } from "./wrong-usage";

/**
 * The environment of a name among those in `environments/`.
 *
 * @throws WrongUsage where there is none
 * @throws SettingsError where what there is cannot be read
 */
export async function chooseEnvironment(name: string): Promise<Environment> {
  const environments = await loadEnvironments(environmentsFolder());
  const environment = environments.find((candidate) => candidate.name === name);
  if (!environment) {
    const known = environments.map((candidate) => candidate.name).join(", ");
    throw new WrongUsage(`no environment "${name}" in environments/: there is ${known}`);
  }
  return environment;
}
