import { join } from "node:path";
import demo from "../../environments/demo";
import { buildApp } from "../app";
import { owning } from "../processes/interruption";
import { own } from "../processes/owned";
import { temporaryFolder } from "../processes/owned-folder";
import { SOUND_SPEED } from "../sandbox/clock";
import { sandboxEnvironment } from "../sandbox/environment";
import { findMoto } from "../sandbox/moto-program";
import { Sandbox } from "../sandbox/sandbox";
import { Terraform } from "../sandbox/terraform";
import { findTerraform } from "../sandbox/terraform-program";
import type { Environment } from "../settings";
import { parseEnvironment } from "../settings/parse";
import { DEFAULT_OPTIONS, isPrediction, predict } from "../simulation/predict";
import { type Deployment, readDeployments } from "../topology/deployments";
import { colorsFor } from "./colors";
import { DemoClients, virtualSecond } from "./demo-clients";

const colors = colorsFor(process.stdout);

/** Of which applying and destroying take most. */
const USUAL_MINUTES = 4;

/** One request a virtual second, as long as a fault lasts. */
const WATCH_SECONDS = 60;

/**
 * Deploys the demo environment to a sandbox, with its state in S3 there, stops the instances of a
 * zone, watches what clients see, and takes everything down.
 */
export async function runDemo(): Promise<void> {
  const environment = settings();
  console.error(`it takes about ${USUAL_MINUTES} minutes; Ctrl-C takes everything down`);
  await owning(async () => {
    // Nothing is started before everything is there that it needs.
    findTerraform();
    await findMoto(console.error);
    await demonstrate(environment);
  });
}

async function demonstrate(environment: Environment): Promise<void> {
  const began = Date.now();
  const folder = temporaryFolder("ha-demo-").path;
  const sandbox = await step("start a sandbox", () =>
    Sandbox.start({ port: 0, speed: SOUND_SPEED, region: environment.region }),
  );
  own({ end: () => sandbox.stop(), endNow: () => undefined });
  const env = sandboxEnvironment(sandbox);
  const [state, foundation, ha] = ["state", "foundation", "ha"].map(
    (part) => new Terraform(join(folder, "cdktf.out/stacks", `${environment.name}-${part}`), env),
  ) as [Terraform, Terraform, Terraform];
  buildApp([environment], join(folder, "cdktf.out")).synth();
  const deployments = readDeployments(join(folder, "cdktf.out"));
  await perform(sandbox, state, foundation, ha, (zone) => predictedMs(deployments, zone));
  console.log(
    `\n${colors.bold("Done")} in ${Math.round((Date.now() - began) / 1000)} s, on this machine alone`,
  );
}

async function perform(
  sandbox: Sandbox,
  state: Terraform,
  foundation: Terraform,
  ha: Terraform,
  longestErrorsMs: (zone: string) => number,
) {
  await step("bootstrap the state bucket", () => initAndApply(state));
  await step("apply demo-foundation: what exists before", () => initAndApply(foundation));
  await step("apply demo-ha: make it highly available", () => initAndApply(ha));

  const clients = new DemoClients(String(await ha.output("url")));
  const zones = (await ha.output("zones")) as string[];
  await step("wait until both zones answer", () => clients.awaitZones(zones));
  await step("plan again: nothing to change", async () => {
    if (!(await ha.isClean())) {
      throw new Error(
        "a second plan finds changes: run it with `npx ha sandbox start` to see them",
      );
    }
  });

  const lost = zones[0] as string;
  const { answered, failed, lastFailedAtSecond } = await step(
    `stop every instance in ${lost}, and go on asking`,
    () => loseZone(sandbox, clients, lost),
  );
  await step("wait until both zones answer again", () => clients.awaitZones(zones));
  await step("destroy demo-ha and demo-foundation", async () => {
    await ha.destroy();
    await foundation.destroy();
  });
  console.log(
    `\n  ${answered} of ${answered + failed} requests were answered while ${lost} was lost`,
  );
  const mostSeconds = longestErrorsMs(lost) / 1_000;
  const last = failed === 0 ? "none failed" : `the last failed after ${lastFailedAtSecond} s`;
  console.log(`  ${last}; the simulation predicts errors for ${mostSeconds} s at the most`);
  if (lastFailedAtSecond > mostSeconds) {
    process.exitCode = 2;
  }
}

/** Until when requests may fail by what is synthesized, in milliseconds. */
function predictedMs(deployments: readonly Deployment[], zone: string): number {
  const answers = deployments.map(({ topology }) =>
    predict(topology, { ...DEFAULT_OPTIONS, zone, runs: 1 }),
  );
  const bounds = answers
    .filter(isPrediction)
    .flatMap(({ zones }) => zones.map(({ bounds }) => bounds.errorWindowMs.most));
  if (bounds.length === 0) {
    throw new Error("nothing of what is synthesized can be simulated: run npx ha simulate");
  }
  return Math.max(...bounds);
}

/** The demo, but with shared state: the stacks are the same as for AWS. */
function settings(): Environment {
  const result = parseEnvironment({
    ...demo,
    state: { kind: "s3", bucket: "taskmanager-demo-terraform-state" },
  });
  if (!result.ok) {
    throw new Error("the demo environment is not sound: run npm start");
  }
  return result.environment;
}

async function initAndApply(terraform: Terraform): Promise<void> {
  await terraform.init();
  await terraform.apply();
}

/** Stops the zone's instances, and asks once a virtual second until the tasks run elsewhere. */
async function loseZone(sandbox: Sandbox, clients: DemoClients, zone: string) {
  const before = await clients.zones();
  const hosts = [...sandbox.fleet.instances.values()].filter(
    (instance) => instance.zone === zone && instance.state === "running",
  );
  if (hosts.length === 0 || !before.includes(zone)) {
    throw new Error(`nothing in ${zone} hosts a task, so there is nothing to lose`);
  }
  await Promise.all(hosts.map((instance) => sandbox.fleet.stop(instance.id)));
  const began = sandbox.log.nowSeconds();
  let answered = 0;
  let lastFailedAtSecond = 0;
  for (let request = 0; request < WATCH_SECONDS; request++) {
    const askedAtSecond = sandbox.log.nowSeconds() - began;
    const answer = await clients.ask();
    answered += answer ? 1 : 0;
    lastFailedAtSecond = answer ? lastFailedAtSecond : Math.round(askedAtSecond);
    await virtualSecond();
  }
  return { answered, failed: WATCH_SECONDS - answered, lastFailedAtSecond };
}

/** Says what is under way at once: on a terminal, its own line takes the place of that. */
async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const began = Date.now();
  const { stderr } = process;
  const isOverwritten = stderr.isTTY && process.stdout.isTTY;
  stderr.write(isOverwritten ? `… ${what}` : `… ${what}\n`);
  const result = await run().catch((error: unknown) => {
    stderr.write(isOverwritten ? "\n" : "");
    throw error;
  });
  const done = `${colors.green("✓")} ${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`;
  console.log(isOverwritten ? `\r${done}` : done);
  return result;
}
