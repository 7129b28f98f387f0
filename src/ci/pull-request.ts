import type { Comment, GitHub } from "./github";
import type { PlanRecord } from "./plan-record";
import { commentBody, isCommentOf, type PlanOutcome, recordIn } from "./sticky-comment";

/** Who writes with a workflow's own token. */
const WORKFLOW = "github-actions[bot]";

/** Says the outcome on a pull request: in the environment's comment there, or in its first. */
export async function say(github: GitHub, number: number, outcome: PlanOutcome): Promise<void> {
  const body = commentBody(outcome);
  const own = await findComment(github, number, outcome.environment);
  await (own ? github.changeComment(own.id, body) : github.addComment(number, body));
}

/** What is about to be deployed. */
export interface Merged {
  readonly environment: string;
  readonly commit: string;
  readonly tree: string;
}

/**
 * The record of the plans that were reviewed before a commit was merged.
 *
 * @throws Error that says why there is none, and what to do
 */
export async function reviewedPlans(github: GitHub, merged: Merged): Promise<PlanRecord> {
  const { environment, commit, tree } = merged;
  const pullRequests = await github.pullRequestsOf(commit);
  const source = pullRequests.find(
    ({ merged_at, merge_commit_sha }) => merged_at !== null && merge_commit_sha === commit,
  );
  if (!source) {
    throw new Error(
      `commit ${commit} was not merged from a pull request, so no one has reviewed a plan of it: deploy it with the next pull request`,
    );
  }
  const comment = await findComment(github, source.number, environment);
  const record = comment?.body ? recordIn(environment, comment.body) : undefined;
  if (!record) {
    throw new Error(
      `pull request #${source.number} has no plan of ${environment}: run its plan workflow again, then this one`,
    );
  }
  if (record.tree !== tree) {
    throw new Error(
      `the plan of ${environment} in pull request #${source.number} is of another tree (${record.tree}) than what was merged (${tree}), because main had moved on: open a pull request on the new main; a rule that branches must be up to date before they are merged prevents this`,
    );
  }
  return record;
}

async function findComment(
  github: GitHub,
  number: number,
  environment: string,
): Promise<Comment | undefined> {
  const comments = await github.commentsOn(number);
  return comments.find(
    ({ user, body }) => user?.login === WORKFLOW && isCommentOf(environment, body ?? ""),
  );
}
