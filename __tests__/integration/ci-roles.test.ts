import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { planRoles, policiesIn, prepareAccount } from "../support/ci-policies";
import { Moto } from "../support/moto";
import { created, type Plan } from "../support/terraform";

const { providerMirror, moto: hasMoto } = inject("tools");

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LARGEST_POLICY = 6_144;
const MOST_POLICIES_OF_A_ROLE = 10;

describe.skipIf(!providerMirror || !hasMoto)("a plan of the CI roles", () => {
  let moto: Moto;
  let plan: Plan;

  beforeAll(async () => {
    moto = await Moto.start();
    await prepareAccount(moto.env);
    plan = await planRoles(moto.env);
  });
  afterAll(() => moto?.stop());

  it("finds the state's key and GitHub's provider, and says what each role trusts", () => {
    const trusts = created("aws_iam_role", plan).map(({ name, assume_role_policy }) => [
      name,
      JSON.parse(String(assume_role_policy)).Statement,
    ]);
    const taking = (subjects: unknown) => ({
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: {
        Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
      },
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": subjects,
        },
      },
    });
    expect(Object.fromEntries(trusts)).toEqual({
      "taskmanager-demo-plan": [
        taking(["repo:acme/taskmanager:pull_request", "repo:acme/taskmanager:ref:refs/heads/main"]),
      ],
      "taskmanager-demo-deploy": [taking("repo:acme/taskmanager:environment:demo")],
    });
  });

  it("stays within AWS's limits for policies", () => {
    const policies = policiesIn(plan);
    expect(policies.length).toBeGreaterThan(0);
    for (const { name, size } of policies) {
      expect(size, name).toBeLessThanOrEqual(LARGEST_POLICY);
    }
    expect(policies.length).toBeLessThanOrEqual(MOST_POLICIES_OF_A_ROLE);
  });
});
