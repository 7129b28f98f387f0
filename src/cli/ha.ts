import { Command, Option } from "commander";
import { SOUND_SPEED } from "../sandbox/clock";
import { NODE_FATES, type NodeFate } from "../sandbox/zone-faults";
import { type CheckOptions, check } from "./check";
import { drillCommand, preflightCommand } from "./drill-command";
import { reportFailure } from "./failure";
import { PORT, SPEED } from "./numeric-options";
import { reviewCommand } from "./review";
import type { StartOptions } from "./sandbox";
import { simulateCommand } from "./simulate";
import { endWithItsReader } from "./standard-output";

// What synthesizes and what makes a sandbox takes longer to load than other commands take in all.
const demo = () => import("./demo.js");
const sandboxes = () => import("./sandbox.js");
const zones = () => import("./sandbox-zone.js");

const program = new Command("ha").description(
  "An ECS service that survives the loss of an Availability Zone",
);

const sandbox = program.command("sandbox").description("a local AWS to deploy to");
sandbox
  .command("start")
  .description("start it, and print what points Terraform and the SDKs at it")
  .option("--port <number>", "port of the AWS endpoint", PORT, 4566)
  .option("--speed <factor>", `how much faster than the wall clock, up to ${SOUND_SPEED}`, SPEED, 1)
  .option(
    "--force",
    `allow a speed above ${SOUND_SPEED}, at which health checks fail for no reason`,
  )
  .option("--region <name>", "AWS region to pretend to be", "eu-north-1")
  .option("--events <file>", "write every change of state to this file, as JSON lines")
  .option(
    "--run-commands",
    "run a container's command where it is a program of this machine, given by its whole path",
  )
  .option("--detach", "go on in the background")
  .addOption(new Option("--background").hideHelp())
  .action(async (options: StartOptions) => (await sandboxes()).startSandbox(options));
sandbox
  .command("stop")
  .description("stop the one in the background")
  .action(async () => (await sandboxes()).stopSandbox());
sandbox
  .command("status")
  .description("say whether one runs in the background")
  .action(async () => (await sandboxes()).showStatus());

const zone = sandbox
  .command("zone")
  .description("take a zone of the running sandbox away, or give it back");
zone
  .command("black <zone>")
  .description("let nothing enter or leave it, without a word")
  .addOption(
    new Option("--node <fate>", "what becomes of the load balancer's node there")
      .choices(NODE_FATES)
      .default("lost"),
  )
  .action(async (name: string, { node }: { node: NodeFate }) =>
    (await zones()).controlZone("black", name, node),
  );
zone
  .command("restore <zone>")
  .description("let it answer again")
  .action(async (name: string) => (await zones()).controlZone("restore", name));
zone
  .command("stop <zone>")
  .description("stop its instances")
  .action(async (name: string) => (await zones()).controlZone("stop", name));

program
  .command("check")
  .description(
    "judge Terraform JSON by the rules; exit code 0: holds, 1: could not tell, 2: broken",
  )
  .argument("[path]", "a cdk.tf.json, a plan from terraform show -json, or a folder", "cdktf.out")
  .option("--json", "print what programs read")
  .option("--rule <id>", "only this rule; may be repeated", (id, ids: string[]) => [...ids, id], [])
  .option("--env <name>", "with the waivers in environments/, and that environment's stacks alone")
  .action((path: string, options: CheckOptions) => check(path, options));

program.addCommand(simulateCommand());

program
  .command("demo")
  .description("deploy the demo environment to a sandbox, lose a zone, and take all of it down")
  .action(async () => (await demo()).runDemo());

program.addCommand(reviewCommand());

program.addCommand(preflightCommand());
program.addCommand(drillCommand());

endWithItsReader();
program.parseAsync().catch(reportFailure);
