import { expect, it } from "vitest";
import { targetsOf } from "../../src/ci/targets";
import { CI_SETTINGS } from "../support/ci-policies";
import { environment } from "../support/environments";
import { synthesize } from "../support/synth";

it("the workflows find the environments that have ci settings, and none of the others", () => {
  const gated = { ...CI_SETTINGS.ci, githubEnvironment: "live" };
  expect(targetsOf([environment(), environment({ ...CI_SETTINGS, ci: gated })])).toEqual([
    {
      environment: "demo",
      githubEnvironment: "live",
      region: "eu-north-1",
      planRole: "arn:aws:iam::123456789012:role/ci/taskmanager-demo-plan",
      deployRole: "arn:aws:iam::123456789012:role/ci/taskmanager-demo-deploy",
      planBucket: "taskmanager-demo-plans-123456789012",
      stacks: ["demo-foundation", "demo-ha"],
    },
  ]);
});

it("the workflows look for the roles in the region's own partition", () => {
  const china = environment({
    ...CI_SETTINGS,
    region: "cn-north-1",
    foundation: {},
    newSubnets: [{}],
  });
  expect(targetsOf([china])[0]?.planRole).toBe(
    "arn:aws-cn:iam::123456789012:role/ci/taskmanager-demo-plan",
  );
});

it("the workflows look for what the stack creates", () => {
  const [target] = targetsOf([environment(CI_SETTINGS)]);
  const { ci } = synthesize(CI_SETTINGS);
  const roles = Object.values(ci.resources("aws_iam_role")).map(({ path, name }) => path + name);
  expect([target?.deployRole, target?.planRole].map((arn) => arn?.split(":role")[1])).toEqual(
    roles.sort(),
  );
  expect(ci.resource("aws_s3_bucket")["bucket"]).toBe(target?.planBucket);
});
