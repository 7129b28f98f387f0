import { type PlanRecord, parseRecord } from "./plan-record";

/** GitHub refuses a comment of more than 65,536 characters; the report is promised to be shorter. */
const LONGEST_REPORT = 64_000;

/** What the plan workflow knows when it ends; neither part where it failed. */
export interface PlanOutcome {
  readonly environment: string;
  readonly githubEnvironment: string;
  /** The workflow run, for what the comment has no room for. */
  readonly runUrl: string;
  readonly report?: string;
  readonly record?: PlanRecord;
}

/**
 * The body of an environment's one comment on a pull request. Its first line is what it is found by
 * again, and holds the record: what comes from the plan stands below and cannot pass for it.
 */
export function commentBody(outcome: PlanOutcome): string {
  const { environment, report, record, runUrl } = outcome;
  if (!report || !record) {
    return [
      `${beginningOf(environment)}-->`,
      `**could not tell**: \`${environment}\` could not be planned, or its plans could not be reviewed or kept; nothing of it can be deployed. [What went wrong](${runUrl})`,
    ].join("\n\n");
  }
  return [
    `${beginningOf(environment)}${JSON.stringify(record)} -->`,
    report.length > LONGEST_REPORT
      ? `${report.slice(0, LONGEST_REPORT)}\n\nThe rest is in [the run](${runUrl}).`
      : report.trimEnd(),
    "---",
    table(record),
    `A merge applies these files and no others, once approved in the GitHub environment \`${outcome.githubEnvironment}\`. [Run](${runUrl})`,
  ].join("\n\n");
}

/** Whether a comment is the environment's own. */
export function isCommentOf(environment: string, body: string): boolean {
  return body.startsWith(beginningOf(environment));
}

/** @returns the record in a comment's first line; none where the plan had failed */
export function recordIn(environment: string, body: string): PlanRecord | undefined {
  const firstLine = body.split(/\r?\n/, 1)[0] ?? "";
  const text = firstLine.slice(beginningOf(environment).length).replace(/-->\s*$/, "");
  return text.trim() === "" ? undefined : parseRecord(text);
}

function beginningOf(environment: string): string {
  return `<!-- plans of ${environment} `;
}

function table({ plans }: PlanRecord): string {
  return [
    "| stack | plan file (SHA-256) | of state |",
    "| --- | --- | --- |",
    ...plans.map(
      ({ stack, sha256, serial, lineage }) =>
        `| \`${stack}\` | \`${sha256}\` | ${lineage === "" ? "none yet" : `serial ${serial}`} |`,
    ),
  ].join("\n");
}
