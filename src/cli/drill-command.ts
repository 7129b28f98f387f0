import { Command, InvalidArgumentError, Option } from "commander";
import { LONGEST_FAULT_MS } from "../drill/durations";
import { FAULTS } from "../drill/fault/plan-fault";
import { type DrillCommandOptions, runDrill } from "./drill";
import type { PreflightCommandOptions } from "./drill-session";
import { DRILL_RATE, FAULT_DURATION, SPEED, THRESHOLD } from "./numeric-options";
import { runPreflight } from "./preflight";

export function preflightCommand(): Command {
  const command = new Command("preflight")
    .description(
      "report whether the settings fit the account, whether a drill may begin, and what it would do; changes nothing",
    )
    .requiredOption("--env <name>", "environment to look at")
    .option("--json", "output JSON");
  return withFaultOptions(command).action((options: PreflightCommandOptions) =>
    runPreflight(options),
  );
}

export function drillCommand(): Command {
  const command = new Command("drill")
    .description(
      "take a zone away from a live environment, measure what clients see, and restore it",
    )
    .option("--env <name>", "environment to drill")
    .option("--rate <number>", "requests a second", DRILL_RATE, 20)
    .addOption(
      new Option("--for <duration>", "longest duration of the fault")
        .argParser(FAULT_DURATION)
        .default(LONGEST_FAULT_MS, "10m"),
    )
    .option("--yes", "do not ask for confirmation")
    .option("--dry-run", "run the preflight only, change nothing")
    .option("--json", "output JSON")
    .option("--markdown <file>", "write the report as Markdown")
    .option("--html <file>", "write the report as a page with charts")
    .option("--unstick", "release what is stuck (without --fault: do only that)")
    .option("--restore <journal>", "undo what a killed drill has left, by its journal")
    .option(
      "--max-failed-before <percent>",
      "share of the requests that may fail before the fault; each would count as the fault's (default: 0)",
      percentOf,
    )
    .option(
      "--max-error-window <duration>",
      "longest time from the first to the last failed request that holds, the fault and the recovery together (default: 15s, blackhole: 3m)",
      THRESHOLD,
    )
    .option(
      "--max-recovery <duration>",
      "longest time that holds until the desired count serves again (default: 5m)",
      THRESHOLD,
    );
  return withFaultOptions(command).action((options: DrillCommandOptions) => runDrill(options));
}

function withFaultOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--fault <kind>", "what to take away (default: instance)").choices(FAULTS),
    )
    .option("--zone <name>", "zone to take away (default: the first that hosts tasks)")
    .option("--url <url>", "URL to probe (default: the load balancer's)", urlOf)
    .option(
      "--trust-url",
      "trust that --url leads to the load balancer where its addresses do not show it (a CDN or proxy in front)",
    )
    .option("--insecure", "accept any certificate, such as one that the sandbox made")
    .addOption(
      new Option("--speed <factor>", "how much faster than the wall clock the world runs")
        .argParser(SPEED)
        .hideHelp(),
    );
}

function percentOf(text: string): number {
  const percent = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(percent < 100)) {
    throw new InvalidArgumentError("give a share in percent below 100, such as 1 or 0.5");
  }
  return percent;
}

function urlOf(text: string): URL {
  if (!/^https?:/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError("give a URL such as https://app.example.com/");
  }
  return new URL(text);
}
