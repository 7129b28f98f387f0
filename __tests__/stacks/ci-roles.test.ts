import { describe, expect, it } from "vitest";
import { CI_SETTINGS } from "../support/ci-policies";
import {
  changes,
  conditionOn,
  IAM,
  permissions,
  stacks,
  statementsFor,
} from "../support/ci-statements";
import { type Synthesized, synthesize } from "../support/synth";

const { ci, foundation, ha } = stacks;

const trustOf = (role: string, stack: Synthesized = stacks.ci) =>
  stack.data("aws_iam_policy_document", `${role}_trust`)["statement"];

function trustIn(...subjects: string[]) {
  return [
    {
      effect: "Allow",
      actions: ["sts:AssumeRoleWithWebIdentity"],
      principals: [
        {
          type: "Federated",
          identifiers: ["${data.aws_iam_openid_connect_provider.github_provider.arn}"],
        },
      ],
      condition: [
        {
          test: "StringEquals",
          variable: "token.actions.githubusercontent.com:aud",
          values: ["sts.amazonaws.com"],
        },
        {
          test: "StringEquals",
          variable: "token.actions.githubusercontent.com:sub",
          values: subjects,
        },
      ],
    },
  ];
}

describe("the CI roles", () => {
  it("exist only where the settings name a repository", () => {
    expect(synthesize({ ...CI_SETTINGS, ci: undefined }).ci).toBeUndefined();
  });

  it("are taken by pull requests and main to plan, by an approved environment to deploy", () => {
    expect(trustOf("plan")).toEqual(
      trustIn("repo:acme/taskmanager:pull_request", "repo:acme/taskmanager:ref:refs/heads/main"),
    );
    expect(trustOf("deploy")).toEqual(trustIn("repo:acme/taskmanager:environment:demo"));
  });

  it("are taken by the subjects that the settings give instead", () => {
    const stack = synthesize({
      ...CI_SETTINGS,
      ci: {
        repository: "acme/taskmanager",
        planSubjects: ["repo:acme@1/taskmanager@2:pull_request"],
        deploySubjects: ["repo:acme@1/taskmanager@2:environment:live"],
      },
    }).ci;
    expect(trustOf("plan", stack)).toEqual(trustIn("repo:acme@1/taskmanager@2:pull_request"));
    expect(trustOf("deploy", stack)).toEqual(trustIn("repo:acme@1/taskmanager@2:environment:live"));
  });

  it("trust a provider that is looked up, or created and then protected", () => {
    const created = synthesize({
      ...CI_SETTINGS,
      ci: { repository: "acme/taskmanager", oidcProvider: "create" },
    }).ci;
    expect(ci.resources("aws_iam_openid_connect_provider")).toEqual({});
    expect(created.resource("aws_iam_openid_connect_provider")).toMatchObject({
      url: "https://token.actions.githubusercontent.com",
      client_id_list: ["sts.amazonaws.com"],
      lifecycle: { prevent_destroy: true },
    });
  });

  it.each(["plan", "deploy"] as const)("name every action in full: %s", (role) => {
    const actions = permissions(role).flatMap((statement) => statement.actions);
    expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  it("can neither change themselves nor each other", () => {
    for (const { path } of Object.values(ci.resources("aws_iam_role"))) {
      expect(path).toBe("/ci/");
    }
    const reachable = permissions("deploy")
      .filter(({ actions }) => actions.some((action) => action.startsWith("iam:")))
      .flatMap(({ resources }) => resources);
    expect([...new Set(reachable)].sort()).toEqual([
      `${IAM}:instance-profile/taskmanager-demo-*`,
      `${IAM}:role/aws-service-role/*`,
      `${IAM}:role/taskmanager-demo-*`,
    ]);
  });
});

describe("the plan role", () => {
  const changing = permissions("plan").filter(changes);

  it("changes nothing: it reads, decrypts the state, and adds plan files", () => {
    expect(changing.map(({ actions }) => actions)).toEqual([
      ["kms:Decrypt"],
      ["s3:PutObject"],
      ["kms:GenerateDataKey"],
    ]);
    const [, add] = changing;
    expect(add?.resources).toEqual([
      expect.stringMatching(/:s3:::taskmanager-demo-plans-123456789012\/\*\.tfplan$/),
    ]);
  });

  it("uses the state's key through S3 alone", () => {
    for (const statement of changing.filter(({ actions }) => actions[0]?.startsWith("kms:"))) {
      expect(statement.resources).toEqual(["${data.aws_kms_alias.state-key.target_key_arn}"]);
      expect(conditionOn(statement, "kms:ViaService")).toEqual(["s3.eu-north-1.amazonaws.com"]);
    }
  });

  it("reads the state of the stacks that it plans, and no other object", () => {
    const read = statementsFor("plan", "s3:GetObject").flatMap(({ resources }) => resources);
    expect(read.map((resource) => resource.split(":::")[1])).toEqual([
      "taskmanager-demo-state/demo-foundation.tfstate",
      "taskmanager-demo-state/demo-ha.tfstate",
      "taskmanager-demo-plans-123456789012/*.tfplan",
    ]);
  });

  it("reads no secret: of the parameters, only AWS's own image ids", () => {
    const services = permissions("plan").flatMap(({ actions }) =>
      actions.map((action) => action.split(":")[0]),
    );
    expect(services).not.toContain("secretsmanager");
    expect(statementsFor("plan", "ssm:GetParameter").map(({ resources }) => resources)).toEqual([
      [expect.stringMatching(/:ssm:eu-north-1::parameter\/aws\/service\/ecs\/optimized-ami\/\*$/)],
    ]);
  });
});

describe("the plan store", () => {
  it("is private, encrypted with the state's key, and forgets", () => {
    expect(ci.resource("aws_s3_bucket")["bucket"]).toBe("taskmanager-demo-plans-123456789012");
    expect(ci.resource("aws_s3_bucket_public_access_block")["block_public_policy"]).toBe(true);
    expect(
      ci.resource("aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
        .apply_server_side_encryption_by_default,
    ).toEqual({
      sse_algorithm: "aws:kms",
      kms_master_key_id: "${data.aws_kms_alias.state-key.target_key_arn}",
    });
    expect(ci.resource("aws_s3_bucket_lifecycle_configuration")["rule"]).toMatchObject([
      { status: "Enabled", expiration: [{ days: 30 }] },
    ]);
  });

  it("changes no other stack of the environment", () => {
    const without = synthesize({ ...CI_SETTINGS, ci: undefined });
    expect(ha.text).toBe(without.ha.text);
    expect(foundation.text).toBe(without.foundation.text);
  });
});
