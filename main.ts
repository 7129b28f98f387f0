import { join } from "node:path";
import { inspect } from "node:util";
import { buildApp } from "./src/app";
import { CannotWrite } from "./src/cli/cannot-write";
import { reportFailure } from "./src/cli/failure";
import { loadEnvironments, SettingsError } from "./src/settings";

/** The CDKTF app: one set of stacks for each file in `environments/`. */
async function main(): Promise<void> {
  const environments = await loadEnvironments(join(__dirname, "environments"));
  buildApp(environments).synth();
}

main().catch((error: unknown) => {
  const isPlain = error instanceof SettingsError || CannotWrite.recognize(error);
  reportFailure(isPlain ? error : inspect(error));
});
