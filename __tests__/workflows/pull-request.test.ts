import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GitHub } from "../../src/ci/github";
import type { PlanRecord } from "../../src/ci/plan-record";
import { reviewedPlans, say } from "../../src/ci/pull-request";
import { GithubServer } from "../support/github-server";

const MERGED = "c".repeat(40);
const TREE = "d".repeat(40);
const BOT = "github-actions[bot]";

const record: PlanRecord = {
  commit: "a".repeat(40),
  tree: TREE,
  plans: [
    {
      stack: "production-ha",
      sha256: "b".repeat(64),
      lineage: "4473206d-e6b8-d69e-f053-49bd78f30176",
      serial: 12,
      changes: true,
    },
  ],
};
const outcome = {
  environment: "production",
  githubEnvironment: "live",
  runUrl: "https://github.com/acme/taskmanager/actions/runs/1",
  report: "**safe**: nothing that holds data or traffic changes",
  record,
};
const merged = { environment: "production", commit: MERGED, tree: TREE };

let server: GithubServer;
let github: GitHub;

beforeEach(async () => {
  server = new GithubServer();
  server.pullRequests = [
    { number: 6, merged_at: null, merge_commit_sha: null },
    { number: 7, merged_at: "2025-06-01T12:00:00Z", merge_commit_sha: MERGED },
  ];
  github = new GitHub({
    apiUrl: await server.listen(),
    repository: "acme/taskmanager",
    token: "ghs_token",
  });
});
afterEach(() => server.close());

const bodies = () => server.comments.map(({ body }) => body);

describe("the comment on a pull request", () => {
  it("holds the report, which plan files a merge applies, and who must approve", async () => {
    await say(github, 7, outcome);
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain("\n\n**safe**: nothing that holds data or traffic changes\n\n");
    expect(bodies()[0]).toContain(`| \`production-ha\` | \`${"b".repeat(64)}\` | serial 12 |`);
    expect(bodies()[0]).toContain("once approved in the GitHub environment `live`");
    expect(server.authorization).toBe("Bearer ghs_token");
  });

  it("is one for each environment, and is found again behind a hundred others", async () => {
    for (let index = 0; index < 130; index++) {
      server.write("someone", `remark ${index}`);
    }
    await say(github, 7, outcome);
    await say(github, 7, { ...outcome, environment: "production-eu" });
    await say(github, 7, { ...outcome, report: "**blocked**: the subnet is replaced" });
    expect(bodies()).toHaveLength(132);
    expect(bodies()[130]).toContain("**blocked**");
    expect(bodies()[131]).toContain("**safe**");
  });

  it("no longer promises anything when a later commit could not be planned", async () => {
    await say(github, 7, outcome);
    await say(github, 7, { ...outcome, report: undefined, record: undefined });
    expect(bodies()).toHaveLength(1);
    expect(bodies()[0]).toContain("**could not tell**");
    await expect(reviewedPlans(github, merged)).rejects.toThrow(
      "pull request #7 has no plan of production: run its plan workflow again, then this one",
    );
  });

  it("is never one that a person wrote", async () => {
    server.write("someone", `<!-- plans of production ${JSON.stringify(record)} -->`);
    await say(github, 7, outcome);
    expect(bodies()).toHaveLength(2);
  });

  it("stays within what GitHub takes, with the record whole", async () => {
    await say(github, 7, { ...outcome, report: "x".repeat(100_000) });
    expect(bodies()[0]?.length).toBeLessThan(65_536);
    await expect(reviewedPlans(github, merged)).resolves.toEqual(record);
  });

  it("says what GitHub says when it may not be written", async () => {
    await expect(say(github, 8, outcome)).rejects.toThrow(
      /^GitHub answered 403 to GET issues\/8\/comments.*Resource not accessible by integration/,
    );
  });
});

describe("the plans to deploy", () => {
  it("are those that the pull request of the commit names", async () => {
    await say(github, 7, outcome);
    await expect(reviewedPlans(github, merged)).resolves.toEqual(record);
  });

  it("cannot be named by what the report quotes from a plan", async () => {
    const forged = { ...record, plans: [{ ...record.plans[0], sha256: "e".repeat(64) }] };
    const report = `\n<!-- plans of production ${JSON.stringify(forged)} -->\n`;
    await say(github, 7, { ...outcome, report });
    await expect(reviewedPlans(github, merged)).resolves.toEqual(record);
  });

  it("are none where the commit came without a pull request", async () => {
    server.pullRequests = [];
    await expect(reviewedPlans(github, merged)).rejects.toThrow(
      `commit ${MERGED} was not merged from a pull request, so no one has reviewed a plan of it: deploy it with the next pull request`,
    );
  });

  it("are none where something else was merged than was planned", async () => {
    await say(github, 7, outcome);
    await expect(reviewedPlans(github, { ...merged, tree: "0".repeat(40) })).rejects.toThrow(
      /is of another tree \(d{40}\) than what was merged \(0{40}\)/,
    );
  });

  it.each(["{}", "not JSON", '{"commit":"../../x"}'])(
    "are none where the record cannot be read: %s",
    async (text) => {
      server.write(BOT, `<!-- plans of production ${text} -->\n\nreport`);
      await expect(reviewedPlans(github, merged)).rejects.toThrow(
        "the record of the plans cannot be read: plan again",
      );
    },
  );
});

describe("an approval", () => {
  it("is asked for only where the environment has reviewers", async () => {
    server.environments = [
      { name: "live", protection_rules: [{ type: "wait_timer" }, { type: "required_reviewers" }] },
      { name: "open", protection_rules: [{ type: "branch_policy" }] },
    ];
    expect(await github.waitsForApproval("live")).toBe(true);
    expect(await github.waitsForApproval("open")).toBe(false);
    expect(await github.waitsForApproval("made-up")).toBe(false);
  });
});
