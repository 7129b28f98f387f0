import { describe, expect, it } from "vitest";
import { CI_SETTINGS } from "../support/ci-policies";
import {
  ACCOUNT,
  changes,
  conditionOn,
  IAM,
  permissions,
  type Statement,
  statementsFor,
} from "../support/ci-statements";
import { everything } from "../support/everything";
import { synthesize } from "../support/synth";

describe("the deploy role", () => {
  /** A subscription and a deregistration have no resource that a policy could name. */
  const UNSCOPABLE = ["ecs:DeregisterTaskDefinition", "sns:Unsubscribe"];

  it("changes nothing of everyone's but what AWS cannot scope", () => {
    const boundless = permissions("deploy").filter(
      (statement) =>
        changes(statement) &&
        statement.resources.includes("*") &&
        (statement.condition ?? []).length === 0,
    );
    expect(boundless.flatMap(({ actions }) => actions).sort()).toEqual(UNSCOPABLE);
  });

  it("knows what has no name of the environment's by its tags", () => {
    const nameless = permissions("deploy").filter(({ resources }) =>
      resources.some((resource) =>
        /[:/](experiment-template|key|launch-template|subnet|targetgroup)\/\*$/.test(resource),
      ),
    );
    expect(nameless.length).toBeGreaterThan(0);
    for (const statement of nameless) {
      const tags = ["Environment", "Service"].map((tag) =>
        ["aws:RequestTag", "aws:ResourceTag"].flatMap((key) =>
          conditionOn(statement, `${key}/${tag}`),
        ),
      );
      expect(tags, statement.actions.join()).toEqual([["demo"], ["taskmanager"]]);
    }
  });

  it("gives its tags to what it creates, and never takes what others have by tagging it", () => {
    const open = statementsFor("deploy", "ec2:CreateTags").filter(
      (statement) =>
        conditionOn(statement, "ec2:CreateAction").length === 0 &&
        conditionOn(statement, "aws:ResourceTag/Environment").length === 0,
    );
    expect(open).toEqual([]);
  });

  it("passes the environment's roles, and only to the services that take them", () => {
    const [pass, ...others] = statementsFor("deploy", "iam:PassRole");
    expect(others).toEqual([]);
    expect(pass?.resources).toEqual([`${IAM}:role/taskmanager-demo-*`]);
    expect(conditionOn(pass as Statement, "iam:PassedToService")).toEqual([
      "ec2.amazonaws.com",
      "ecs-tasks.amazonaws.com",
      "fis.amazonaws.com",
    ]);
  });

  it("attaches the policies that the stacks attach, and no others", () => {
    const { services, ...settings } = everything(
      [1, 2, 3].map((ordinal) => `subnet-0123456789abcdef${ordinal}`),
    );
    const taskRolePolicyArns = ["arn:aws:iam::123456789012:policy/queue-access"];
    const withPolicies = services?.map((service) =>
      "image" in service.taskDefinition
        ? { ...service, taskDefinition: { ...service.taskDefinition, taskRolePolicyArns } }
        : service,
    );
    const { ci, ha } = synthesize({ ...settings, services: withPolicies, ci: CI_SETTINGS.ci });
    const attached = Object.values(ha.resources("aws_iam_role_policy_attachment")).map(
      (attachment): string => attachment["policy_arn"],
    );
    const allowed = permissions("deploy", ci)
      .filter(({ actions }) => actions.includes("iam:AttachRolePolicy"))
      .flatMap((statement) => conditionOn(statement, "iam:PolicyARN"));
    expect([...allowed].sort()).toEqual([...new Set(attached)].sort());
  });

  it("deletes no state, only the lock beside it", () => {
    const deleted = statementsFor("deploy", "s3:DeleteObject").flatMap(
      ({ resources }) => resources,
    );
    expect(deleted.map((resource) => resource.split(":::")[1]).sort()).toEqual([
      `taskmanager-demo-alb-logs-${ACCOUNT}/*`,
      "taskmanager-demo-state/demo-foundation.tfstate.tflock",
      "taskmanager-demo-state/demo-ha.tfstate.tflock",
    ]);
  });

  it("leaves keys and their policies to a person", () => {
    const keys = permissions("deploy").flatMap(({ actions }) =>
      actions.filter((action) => action.startsWith("kms:")),
    );
    expect(keys).not.toContain("kms:PutKeyPolicy");
    expect(keys).not.toContain("kms:ScheduleKeyDeletion");
  });

  it("creates no VPC where the environment has no foundation", () => {
    const stack = synthesize({
      ...CI_SETTINGS,
      foundation: undefined,
      existing: {
        vpc: { name: "taskmanager-vpc" },
        subnet: { name: "taskmanager-public-1" },
        cluster: {
          name: "taskmanager-cluster",
          capacityProviders: [],
          defaultCapacityProviderStrategy: [],
        },
      },
    }).ci;
    const actions = permissions("deploy", stack).flatMap((statement) => statement.actions);
    expect(actions).not.toContain("ec2:CreateVpc");
    expect(permissions("deploy").flatMap((statement) => statement.actions)).toContain(
      "ec2:CreateVpc",
    );
  });
});
