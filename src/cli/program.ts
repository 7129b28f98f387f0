import { Command } from "commander";
import { version } from "../../package.json";
import { checkCommand } from "./check";
import { drillCommand, preflightCommand } from "./drill-command";
import { reviewCommand } from "./review";
import { sandboxCommand } from "./sandbox-command";
import { simulateCommand } from "./simulate";

/** All commands of `ha`. */
export function haProgram(): Command {
  const program = new Command("ha")
    .description("An ECS service that survives the loss of an Availability Zone")
    .version(version, "-V, --version", "show the version");
  for (const command of [
    checkCommand(),
    simulateCommand(),
    reviewCommand(),
    preflightCommand(),
    drillCommand(),
    sandboxCommand(),
    demoCommand(),
  ]) {
    program.addCommand(command);
  }
  return program;
}

function demoCommand(): Command {
  return (
    new Command("demo")
      .description("deploy the demo environment to a sandbox, lose a zone, and destroy all of it")
      // What synthesizes takes longer to load than other commands take in all.
      .action(async () => (await import("./demo.js")).runDemo())
  );
}
