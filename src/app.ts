import { App } from "cdktf";
import type { Environment } from "./settings";
import { FoundationStack } from "./stacks/foundation";
import { HighAvailabilityStack } from "./stacks/high-availability";
import { StateBackendStack } from "./stacks/state-backend";

/** One set of stacks for each environment. */
export function buildApp(environments: readonly Environment[], outdir?: string): App {
  const app = new App({ outdir });
  for (const environment of environments) {
    if (environment.state.kind === "s3") {
      new StateBackendStack(app, environment, environment.state);
    }
    const highAvailability = new HighAvailabilityStack(app, environment);
    if (environment.foundation) {
      highAvailability.addDependency(new FoundationStack(app, environment, environment.foundation));
    }
  }
  return app;
}
