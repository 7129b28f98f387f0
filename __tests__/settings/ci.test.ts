import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../src/settings/schema";
import { environment, mistakesIn, written } from "../support/environments";

type CiInput = NonNullable<EnvironmentInput["ci"]>;

const SHARED: Partial<EnvironmentInput> = {
  accountId: "123456789012",
  state: { kind: "s3", bucket: "taskmanager-demo-state" },
};
const REPOSITORY = { repository: "acme/taskmanager" };

describe("the ci settings", () => {
  it("let pull requests and main plan, and the environment of the same name deploy", () => {
    expect(environment({ ...SHARED, ci: REPOSITORY }).ci).toEqual({
      repository: "acme/taskmanager",
      githubEnvironment: "demo",
      oidcProvider: "existing",
      planSubjects: [
        "repo:acme/taskmanager:pull_request",
        "repo:acme/taskmanager:ref:refs/heads/main",
      ],
      deploySubjects: ["repo:acme/taskmanager:environment:demo"],
    });
  });

  it("ask for the approval of another GitHub environment where one is named", () => {
    const { ci } = environment({ ...SHARED, ci: { ...REPOSITORY, githubEnvironment: "live" } });
    expect(ci?.deploySubjects).toEqual(["repo:acme/taskmanager:environment:live"]);
  });

  it.each<[what: string, ci: CiInput, mistake: string]>([
    [
      "a repository without its owner",
      { repository: "taskmanager" },
      'ci.repository: "taskmanager" must be owner/name',
    ],
    [
      "a wildcard among the subjects",
      { ...REPOSITORY, planSubjects: ["repo:acme/*:pull_request"] },
      'ci.planSubjects[0]: "repo:acme/*:pull_request" must be one whole subject such as repo:owner/name:pull_request, without wildcards',
    ],
    [
      "a deploy by any pull request",
      { ...REPOSITORY, deploySubjects: ["repo:acme/taskmanager:pull_request"] },
      'ci.deploySubjects[0]: "repo:acme/taskmanager:pull_request" would let any pull request deploy, without an approval: give an environment',
    ],
  ])("refuse %s", (_, ci, mistake) => {
    expect(mistakesIn(written({ ...SHARED, ci }))).toEqual([mistake]);
  });

  it("need a shared state and a known account", () => {
    expect(mistakesIn(written({ ci: REPOSITORY }))).toEqual([
      'ci: needs a state that outlives a run: set state to { kind: "s3", bucket }',
      "ci: needs accountId: the workflows find the roles and the plans by it",
    ]);
  });
});
