import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { type Environment, SettingsError } from "./settings";
import { CiRolesStack } from "./stacks/ci-roles";
import { FoundationStack } from "./stacks/foundation";
import { HighAvailabilityStack } from "./stacks/high-availability";
import { StateBackendStack } from "./stacks/state-backend";
import { SurvivalValidation } from "./stacks/survival-validation";

/**
 * One set of stacks for each environment.
 *
 * @param outdir where they are synthesized to; CDKTF's own choice where left out
 * @param today what the last days of the waivers are compared with, such as `2026-11-22`
 */
export function buildApp(
  environments: readonly Environment[],
  outdir?: string,
  today = new Date().toISOString().slice(0, 10),
): App {
  const app = new RefusingApp({ outdir, skipValidation: true });
  for (const environment of environments) {
    if (environment.state.kind === "s3") {
      new StateBackendStack(app, environment, environment.state);
      if (environment.ci) {
        new CiRolesStack(app, environment, environment.ci, environment.state);
      }
    }
    const highAvailability = new HighAvailabilityStack(app, environment);
    if (environment.foundation) {
      highAvailability.addDependency(new FoundationStack(app, environment, environment.foundation));
    }
    const { waivers } = environment;
    highAvailability.node.addValidation(
      new SurvivalValidation(highAvailability, { waivers, today }),
    );
  }
  return app;
}

/** CDKTF validates each stack just before it writes it; this validates all before any is written. */
class RefusingApp extends App {
  override synth(): void {
    const refusals = this.node
      .findAll()
      .flatMap(({ node }) => node.validate().map((message) => `  ${node.path}: ${message}`));
    if (refusals.length > 0) {
      this.removeEmptyFolders();
      const count = refusals.length === 1 ? "1 refusal" : `${refusals.length} refusals`;
      throw new SettingsError(
        `${count}, nothing was written; fix it, or waive the rule for a time (see waivers in docs/rules.md):\n${refusals.join("\n")}`,
      );
    }
    super.synth();
  }

  /** CDKTF makes them before there is anything to put in. */
  private removeEmptyFolders(): void {
    for (const folder of [join(this.outdir, "stacks"), this.outdir]) {
      if (existsSync(folder) && readdirSync(folder).length === 0) {
        rmdirSync(folder);
      }
    }
  }
}
