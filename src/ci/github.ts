import { z } from "zod";

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});
const pullRequest = z.object({
  number: z.number(),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
});
const environments = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      protection_rules: z.array(z.object({ type: z.string() })).default([]),
    }),
  ),
});

export type Comment = z.output<typeof comment>;
export type PullRequest = z.output<typeof pullRequest>;

/** The most that GitHub gives at once. */
const PAGE = 100;

/** As the API gives it to a workflow. */
export interface GitHubAccess {
  readonly apiUrl: string;
  /** owner/name */
  readonly repository: string;
  readonly token: string;
}

/**
 * The few calls of GitHub's API that the workflows make.
 *
 * @see https://docs.github.com/en/rest
 */
export class GitHub {
  constructor(private readonly access: GitHubAccess) {}

  /** On an issue or a pull request, oldest first. */
  commentsOn(number: number): Promise<Comment[]> {
    return this.all(`issues/${number}/comments`, comment);
  }

  async addComment(number: number, body: string): Promise<void> {
    await this.call("POST", `issues/${number}/comments`, { body });
  }

  async changeComment(id: number, body: string): Promise<void> {
    await this.call("PATCH", `issues/comments/${id}`, { body });
  }

  /** The pull requests that a commit belongs to. */
  pullRequestsOf(commit: string): Promise<PullRequest[]> {
    return this.all(`commits/${commit}/pulls`, pullRequest);
  }

  /** Whether a deployment to an environment waits for a person; one that is not there does not. */
  async waitsForApproval(name: string): Promise<boolean> {
    const answer = await this.call("GET", `environments?per_page=${PAGE}`);
    return environments
      .parse(answer)
      .environments.some(
        (environment) =>
          environment.name === name &&
          environment.protection_rules.some(({ type }) => type === "required_reviewers"),
      );
  }

  private async all<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const answer = await this.call("GET", `${path}?per_page=${PAGE}&page=${page}`);
      const items = z.array(schema).parse(answer);
      found.push(...items);
      if (items.length < PAGE) {
        return found;
      }
    }
  }

  /** @throws Error with what GitHub said */
  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { apiUrl, repository, token } = this.access;
    const response = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`GitHub answered ${response.status} to ${method} ${path}: ${text}`);
    }
    return JSON.parse(text);
  }
}
