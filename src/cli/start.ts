import { relative, resolve } from "node:path";
import pc from "picocolors";
import { buildApp } from "../app";
import { SettingsError } from "../settings";
import { chooseEnvironment } from "./choose-environment";
import { describeEnvironment } from "./describe-environment";

const ROOT = resolve(__dirname, "../..");

/** `npm start [-- <environment>]`: synthesizes one environment and says what was made. */
async function start(name = "demo"): Promise<void> {
  const environment = await chooseEnvironment(name);
  const app = buildApp([environment], resolve(ROOT, "cdktf.out"));
  app.synth();
  console.log(describeEnvironment(environment, relative(process.cwd(), app.outdir), pc.bold));
}

start(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
});
