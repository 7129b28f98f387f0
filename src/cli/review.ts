import { Command, Option } from "commander";
import { EXIT } from "../exit-codes";
import type { Review } from "../review/model";
import { COMMENT_LIMIT } from "../review/output/markdown/markdown";
import { oneLine } from "../review/output/one-line";
import { FORMATS, type Format, render, renderFailure } from "../review/output/render";
import { readPlanFiles } from "../review/plan/plan-file";
import { Unreviewable } from "../review/plan/unreviewable";
import { readBase } from "../review/resilience/base";
import { review } from "../review/review";
import { EXIT_CODES } from "../review/verdict";
import { SettingsError } from "../settings";
import { chooseEnvironment } from "./choose-environment";
import { homeOf } from "./environment-home";
import { MARKDOWN_LIMIT } from "./numeric-options";
import { refuseUnwritable, writeOutput } from "./output-file";
import { inProject } from "./project";
import { WrongUsage } from "./wrong-usage";

interface ReviewOptions {
  readonly base?: readonly string[];
  readonly format: Format;
  readonly out?: string;
  readonly sha?: string;
  readonly env?: string;
  readonly limit: number;
}

/** `ha review`: writes the review, and tells its verdict in a line on stderr and by the exit code. */
export function reviewCommand(): Command {
  return new Command("review")
    .description("report what plans change and risk, and whether the service still survives")
    .argument("<plans...>", "output of `terraform show -json`, one file for each stack")
    .option("--base <paths...>", "stacks or plans to compare with (default: what runs now)")
    .addOption(
      new Option("--format <format>", "format of the review").choices(FORMATS).default("markdown"),
    )
    .option("--out <file>", "write the review to a file (default: standard output)")
    .option("--sha <commit>", "commit that the plans were made from")
    .option(
      "--env <name>",
      "environment of the plans: its waivers, region, account and state apply",
    )
    .option(
      "--limit <characters>",
      "most characters of a review in Markdown",
      MARKDOWN_LIMIT,
      COMMENT_LIMIT,
    )
    .action(reviewPlans);
}

async function reviewPlans(paths: readonly string[], options: ReviewOptions): Promise<void> {
  if (options.out !== undefined) {
    refuseUnwritable(options.out);
  }
  try {
    const found = await reviewed(paths, options);
    write(render(found, options.format, options.limit), options.out);
    console.error(oneLine(found));
    process.exitCode = EXIT_CODES[found.verdict];
  } catch (error) {
    const reason = reasonOf(error);
    const isWrongUsage = error instanceof WrongUsage;
    const exitCode = isWrongUsage ? EXIT.wrongUsage : EXIT_CODES["could-not-tell"];
    write(renderFailure(reason, options.format, options.env, exitCode), options.out);
    console.error(isWrongUsage ? reason : `could not tell: ${reason}`);
    process.exitCode = exitCode;
  }
}

/** As `cdktf.json` has it, and where `cdktf` and the workflows initialize each stack. */
const SYNTHESIZED = "cdktf.out/stacks";

async function reviewed(
  paths: readonly string[],
  { base, sha, env }: ReviewOptions,
): Promise<Review> {
  const environment = env === undefined ? undefined : await chooseEnvironment(env);
  return review({
    plans: readPlanFiles(paths, environment && inProject(SYNTHESIZED)),
    base: base && readBase(base),
    commit: sha,
    environment: env,
    waivers: environment?.waivers ?? [],
    home: environment && homeOf(environment),
  });
}

/** A message that was not written for people may quote the plan: only where it arose is told. */
function reasonOf(error: unknown): string {
  if (
    error instanceof Unreviewable ||
    error instanceof SettingsError ||
    error instanceof WrongUsage
  ) {
    return error.message.replace(/\s*\n\s*/g, "; ");
  }
  const [name, place] = error instanceof Error ? [error.name, placeOf(error)] : ["unknown", ""];
  return `the review itself failed (${name}${place}): this is a defect of it, please report it`;
}

/** The first line of the trace, from which the message that comes before it is taken. */
function placeOf({ stack = "", message }: Error): string {
  const place = /\n\s+(at .*)/.exec(stack.replace(message, ""))?.[1];
  return place === undefined ? "" : ` ${place}`;
}

function write(text: string, out: string | undefined): void {
  if (out === undefined) {
    process.stdout.write(text);
  } else {
    writeOutput(out, text);
  }
}
