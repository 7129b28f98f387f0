import { existsSync, readFileSync } from "node:fs";
import { Command } from "commander";
import { GitHub } from "../ci/github";
import { parseRecord } from "../ci/plan-record";
import { reviewedPlans, say } from "../ci/pull-request";
import { targetsOf } from "../ci/targets";
import { loadEnvironments } from "../settings";
import { run } from "./habits";
import { PULL_REQUEST } from "./numeric-options";
import { environmentsFolder } from "./project";

/** What the GitHub workflows run; see docs/ci.md. */
const program = new Command("npm run ci --").description("steps of the GitHub workflows");

program
  .command("targets")
  .description("print the environments that have `ci` settings, as JSON")
  .action(async () => {
    const environments = await loadEnvironments(environmentsFolder());
    console.log(JSON.stringify(targetsOf(environments)));
  });

program
  .command("comment")
  .description("say on a pull request what was planned, or that it could not be")
  .requiredOption("--environment <name>")
  .requiredOption("--github-environment <name>")
  .requiredOption("--pull-request <number>", "where to say it", PULL_REQUEST)
  .option("--report <file>", "review in Markdown; the plan has failed where it is not there")
  .option("--record <file>", "which plans were made; the plan has failed where it is not there")
  .action(async (options: CommentOptions) => {
    const record = contentOf(options.record);
    await say(gitHub(), options.pullRequest, {
      environment: options.environment,
      githubEnvironment: options.githubEnvironment,
      runUrl: `${needed("GITHUB_SERVER_URL")}/${needed("GITHUB_REPOSITORY")}/actions/runs/${needed("GITHUB_RUN_ID")}`,
      report: contentOf(options.report),
      record: record === undefined ? undefined : parseRecord(record),
    });
  });

program
  .command("reviewed")
  .description("print the record of the plans that were reviewed before a commit was merged")
  .requiredOption("--environment <name>")
  .requiredOption("--commit <hash>")
  .requiredOption("--tree <hash>")
  .action(async (options: { environment: string; commit: string; tree: string }) => {
    console.log(JSON.stringify(await reviewedPlans(gitHub(), options)));
  });

program
  .command("approval")
  .description("refuse a GitHub environment that deploys without asking anyone")
  .requiredOption("--github-environment <name>")
  .action(async ({ githubEnvironment }: { githubEnvironment: string }) => {
    if (!(await gitHub().waitsForApproval(githubEnvironment))) {
      throw new Error(
        `GitHub environment "${githubEnvironment}" has no required reviewers, so nobody would be asked: add them under Settings, Environments`,
      );
    }
  });

interface CommentOptions {
  readonly environment: string;
  readonly githubEnvironment: string;
  readonly pullRequest: number;
  readonly report?: string;
  readonly record?: string;
}

run(program, "npm run ci --");

function gitHub(): GitHub {
  return new GitHub({
    apiUrl: needed("GITHUB_API_URL"),
    repository: needed("GITHUB_REPOSITORY"),
    token: needed("GITHUB_TOKEN"),
  });
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: this runs in a GitHub workflow`);
  }
  return value;
}

function contentOf(file: string | undefined): string | undefined {
  return file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
