import { Command, Option } from "commander";
import { SOUND_SPEED } from "../sandbox/clock";
import { NODE_FATES, type NodeFate } from "../sandbox/zone-faults";
import { PORT, SPEED } from "./numeric-options";
import type { StartOptions } from "./sandbox";

// These take longer to load than other commands take in all.
const sandboxes = () => import("./sandbox.js");
const zones = () => import("./sandbox-zone.js");

/** `ha sandbox`, with all that can be done with one. */
export function sandboxCommand(): Command {
  const sandbox = new Command("sandbox").description("run a local AWS to deploy to");
  sandbox
    .command("start")
    .description("start a sandbox, and print the variables that point Terraform and SDKs at it")
    .option("--port <number>", "port of the AWS endpoint", PORT, 4566)
    .option("--speed <factor>", `times faster than the wall clock, up to ${SOUND_SPEED}`, SPEED, 1)
    .option(
      "--force",
      `allow a speed above ${SOUND_SPEED}, at which health checks fail for no reason`,
    )
    .option("--region <name>", "AWS region that it stands for", "eu-north-1")
    .option("--events <file>", "write every change of state to this file, as JSON lines")
    .option(
      "--run-commands",
      "run a container's command if it is a program of this machine, given by its full path",
    )
    .option("--detach", "run in the background")
    .addOption(new Option("--background").hideHelp())
    .action(async (options: StartOptions) => (await sandboxes()).startSandbox(options));
  sandbox
    .command("stop")
    .description("stop the sandbox in the background")
    .action(async () => (await sandboxes()).stopSandbox());
  sandbox
    .command("status")
    .description("print the variables of the sandbox in the background, if one runs")
    .action(async () => (await sandboxes()).showStatus());
  addZones(sandbox.command("zone"));
  return sandbox;
}

function addZones(zone: Command): void {
  zone.description("take a zone of the running sandbox away, or restore it");
  zone
    .command("black")
    .argument("<zone>", "such as eu-north-1a")
    .description("let no packet enter or leave a zone, and none be rejected")
    .addOption(
      new Option("--node <fate>", "what becomes of the load balancer's node in the zone")
        .choices(NODE_FATES)
        .default("lost"),
    )
    .action(async (name: string, { node }: { node: NodeFate }) =>
      (await zones()).controlZone("black", name, node),
    );
  zone
    .command("restore")
    .argument("<zone>", "such as eu-north-1a")
    .description("let a black zone answer again")
    .action(async (name: string) => (await zones()).controlZone("restore", name));
  zone
    .command("stop")
    .argument("<zone>", "such as eu-north-1a")
    .description("stop the instances in a zone")
    .action(async (name: string) => (await zones()).controlZone("stop", name));
}
