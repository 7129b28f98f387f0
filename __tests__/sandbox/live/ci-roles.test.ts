import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { sandboxEnvironment } from "../../../src/sandbox/environment";
import { Sandbox } from "../../../src/sandbox/sandbox";
import type { EnvironmentInput } from "../../../src/settings/schema";
import { type Call, CallRecorder } from "../../support/call-recorder";
import {
  CI_SETTINGS,
  type Policy,
  planRoles,
  policiesIn,
  prepareAccount,
  refusedBy,
} from "../../support/ci-policies";
import { backend, frontend, ownTaskDefinition } from "../../support/environments";
import { synthesizeTo, Terraform, temporaryFolder } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const REGION = "eu-north-1";

const ENVIRONMENT: Partial<EnvironmentInput> = {
  ...CI_SETTINGS,
  alarms: { emails: ["drift@example.com"] },
  services: [frontend, { ...backend, taskDefinition: ownTaskDefinition }],
};
const CHANGED: Partial<EnvironmentInput> = {
  ...ENVIRONMENT,
  tags: { Team: "platform" },
  loadBalancer: { idleTimeoutSeconds: 70 },
  alarms: { errorRatePercent: 6 },
};

/** What the AWS provider really calls, held against what the roles' policies really say. */
describe.skipIf(!providerMirror || !moto)("the CI roles", () => {
  let sandbox: Sandbox;
  let recorder: CallRecorder;
  let policies: Policy[];
  let planned: Call[];
  let deployed: Call[];

  beforeAll(async () => {
    sandbox = await Sandbox.start({ port: 0, speed: 10, region: REGION });
    recorder = new CallRecorder(sandbox);
    const env = sandboxEnvironment(await recorder.listen());
    await prepareAccount(env);
    policies = policiesIn(await planRoles(env, ENVIRONMENT));
    recorder.take();

    const root = temporaryFolder();
    const stack = (part: "foundation" | "ha", settings = ENVIRONMENT) =>
      new Terraform(synthesizeTo(settings, root)(part), env);
    for (const part of ["foundation", "ha"] as const) {
      await stack(part).init();
      await stack(part).apply();
    }
    deployed = recorder.take();
    await stack("foundation").isClean("-lock=false");
    await stack("ha", CHANGED).isClean("-lock=false");
    planned = recorder.take();
    await stack("ha", CHANGED).apply();
    await stack("ha", CHANGED).destroy();
    await stack("foundation", CHANGED).destroy();
    deployed.push(...recorder.take());
  }, 600_000);

  afterAll(async () => {
    await recorder?.close();
    await sandbox?.stop();
  });

  it("let a plan make every call that it makes", () => {
    expect(planned.length).toBeGreaterThan(0);
    expect(refusedBy(policies, "taskmanager-demo-plan", planned)).toEqual([]);
  });

  it("let an apply, a change and a destroy make every call but those left to a person", () => {
    expect(refusedBy(policies, "taskmanager-demo-deploy", deployed)).toEqual([
      "kms:ScheduleKeyDeletion",
    ]);
  });

  it("would not let a plan make the calls of a deploy", () => {
    const refused = refusedBy(policies, "taskmanager-demo-plan", deployed);
    expect(refused).toEqual(
      expect.arrayContaining([
        "ecs:UpdateService",
        "iam:CreateRole",
        "s3:PutObject arn:aws:s3:::taskmanager-demo-state/demo-ha.tfstate",
      ]),
    );
  });
});
