import { relative, resolve } from "node:path";
import pc from "picocolors";
import { buildApp } from "../app";
import { type Environment, loadEnvironments, SettingsError } from "../settings";
import { describeEnvironment } from "./describe-environment";

const ROOT = resolve(__dirname, "../..");

/** `npm start [-- <environment>]`: synthesizes one environment and says what was made. */
async function start(name = "demo"): Promise<void> {
  const environment = choose(await loadEnvironments(resolve(ROOT, "environments")), name);
  const app = buildApp([environment], resolve(ROOT, "cdktf.out"));
  app.synth();
  console.log(describeEnvironment(environment, relative(process.cwd(), app.outdir), pc.bold));
}

function choose(environments: readonly Environment[], name: string): Environment {
  const environment = environments.find((candidate) => candidate.name === name);
  if (!environment) {
    const known = environments.map((candidate) => candidate.name).join(", ");
    throw new SettingsError(`no environment "${name}" in environments/: there is ${known}`);
  }
  return environment;
}

start(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
});
