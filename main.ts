import { join } from "node:path";
import { buildApp } from "./src/app";
import { loadEnvironments, SettingsError } from "./src/settings";

/** The CDKTF app: one set of stacks for each file in `environments/`. */
async function main(): Promise<void> {
  const environments = await loadEnvironments(join(__dirname, "environments"));
  buildApp(environments).synth();
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
});
