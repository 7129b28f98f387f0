import { describe, expect, it } from "vitest";
import { scopeOf } from "../../src/drill/environment-scope";
import {
  chooseZone,
  type Fault,
  planFault,
  type Surroundings,
} from "../../src/drill/fault/plan-fault";
import { roomCheck } from "../../src/drill/preflight/capacity";
import { steadyChecks } from "../../src/drill/preflight/steady";
import type { Observation } from "../../src/drill/state/observation";
import { environment } from "../support/environments";
import {
  A,
  B,
  instance,
  member,
  registration,
  steady,
  target,
  task,
  withGroup,
  withService,
} from "./support/observations";

function refused(observation: Observation): string[] {
  return steadyChecks(observation).flatMap(({ verdict, detail }) =>
    verdict === "refused" ? [detail] : [],
  );
}

describe("the preflight", () => {
  it("finds nothing to refuse where all stands still in two zones", () => {
    expect(refused(steady())).toEqual([]);
  });

  it.each<[string, Observation, RegExp]>([
    ["a deployment", withService({ deployments: 2 }), /is being deployed/],
    ["a rollout under way", withService({ rolloutInProgress: true }), /is being deployed/],
    ["a task too few", withService({ running: 1 }), /runs 1 of 2 tasks/],
    ["a task that starts", withService({ pending: 1 }), /wait until it is steady/],
    [
      "an unhealthy target",
      steady({ targets: [target("1", A), target("2", B, "unhealthy")] }),
      /of taskmanager-demo-frontend 1 of 2 are healthy/,
    ],
    [
      "one zone that serves",
      steady({ targets: [target("1", A), target("2", A)] }),
      /healthy targets in eu-north-1a only/,
    ],
    [
      "a raised alarm",
      steady({ alarms: [{ name: "taskmanager-demo-errors", state: "ALARM" }] }),
      /taskmanager-demo-errors is in ALARM/,
    ],
    ["another drill", withGroup({ tags: { "ha-drill": "d1" } }), /another drill is on.*d1\.jsonl/],
    [
      "a group that launches nothing",
      withGroup({ suspendedProcesses: ["Launch"] }),
      /has suspended Launch/,
    ],
    [
      "an instance that has not come up",
      withGroup({ members: [member("1", A), member("2", B, "Pending")] }),
      /1 of 2 instances in service/,
    ],
    [
      "a task that counts as running on a stopped instance",
      steady({
        tasks: [task("1", A), task("2", B), task("3", B, { desiredStatus: "STOPPED" })],
        containerInstances: [registration("1"), registration("2"), registration("3")],
        instances: [instance("1", A), instance("2", B), instance("3", B, "stopped")],
      }),
      /counts as running on i-3, which is stopped: release it with --unstick/,
    ],
    [
      "an instance that waits in vain to leave",
      withGroup({
        desired: 2,
        members: [member("1", A), member("2", B), member("3", B, "Terminating:Wait")],
      }),
      /i-3 waits in Terminating:Wait, and runs no task/,
    ],
  ])("refuses %s", (_, observation, reason) => {
    expect(refused(observation).join("\n")).toMatch(reason);
  });

  it("lets an instance drain that runs tasks", () => {
    const draining = withGroup({ members: [member("1", A, "Terminating:Wait"), member("2", B)] });
    expect(refused(draining).join("\n")).not.toMatch(/Terminating:Wait/);
  });

  it.each([
    [{ remainingMemoryMiB: 256, remainingCpuUnits: 128 }, "holds"],
    [{ remainingMemoryMiB: 255, remainingCpuUnits: 128 }, "refused"],
    [{ remainingMemoryMiB: 256, remainingCpuUnits: 127 }, "refused"],
  ])("looks for room on what is left: %o %s", (room, verdict) => {
    const observation = steady({
      containerInstances: [registration("1"), registration("2", room)],
    });
    expect(roomCheck(observation, ["i-1"]).verdict).toBe(verdict);
  });
});

function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    drill: "d1",
    scope: scopeOf(environment()),
    observation: steady(),
    subnets: [
      { id: "subnet-a", zone: A, vpcId: "vpc-1", acl: "acl-1" },
      { id: "subnet-b", zone: B, vpcId: "vpc-1", acl: "acl-1" },
    ],
    template: undefined,
    ...changes,
  };
}

describe("the plan of a fault", () => {
  it("keeps the group from refilling the zone before it stops the instances", () => {
    expect(planFault("stop", A, surroundings())).toEqual({
      fault: "stop",
      zone: A,
      instanceIds: ["i-1"],
      changes: [
        {
          kind: "suspend-processes",
          group: "taskmanager-demo",
          processes: ["Launch", "HealthCheck"],
        },
        { kind: "stop-instances", instanceIds: ["i-1"] },
      ],
    });
  });

  it("cuts the zone's subnets only", () => {
    expect(planFault("blackhole", B, surroundings()).changes).toEqual([
      { kind: "create-acl", vpcId: "vpc-1", drill: "d1" },
      { kind: "cut-subnet", subnetId: "subnet-b", aclBefore: "acl-1", drill: "d1" },
    ]);
  });

  it("touches no instance that is not of the environment, or not of its group", () => {
    const neighbour = { ...instance("9", A), tags: { Name: "another" } };
    const observation = steady({ instances: [...steady().instances, neighbour] });
    for (const fault of ["instance", "stop", "blackhole"] satisfies Fault[]) {
      expect(planFault(fault, A, surroundings({ observation })).instanceIds).toEqual(["i-1"]);
    }
  });

  it("stops the instance that runs most", () => {
    const observation = steady({
      tasks: [
        task("1", A),
        task("3", A),
        task("4", A, { containerInstanceArn: registration("3").arn }),
      ],
      containerInstances: [registration("1"), registration("3")],
      instances: [instance("1", A), instance("3", A)],
      group: { ...steady().group, members: [member("1", A), member("3", A)] },
    });
    expect(planFault("instance", A, surroundings({ observation })).instanceIds).toEqual(["i-3"]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      "a zone that holds everything",
      () =>
        planFault(
          "stop",
          A,
          surroundings({
            observation: steady({
              tasks: [task("1", A)],
              targets: [target("1", A)],
              instances: [instance("1", A)],
            }),
          }),
        ),
      /eu-north-1a holds every task of taskmanager-demo-frontend: .*an outage/,
    ],
    [
      "a zone without a task",
      () => chooseZone(surroundings(), "stop", "eu-north-1c"),
      /no task runs in "eu-north-1c": .*--zone eu-north-1a or eu-north-1b/,
    ],
    [
      "an experiment that there is not",
      () => planFault("experiment", A, surroundings()),
      /no experiment template named "taskmanager-demo": add zoneLossExperiment/,
    ],
    [
      "to stop a Spot instance",
      () =>
        planFault(
          "stop",
          A,
          surroundings({
            observation: steady({
              instances: [{ ...instance("1", A), isSpot: true }, instance("2", B)],
            }),
          }),
        ),
      /stops no Spot instance .* i-1 is one: choose --fault blackhole/,
    ],
    [
      "another zone than the experiment's",
      () =>
        chooseZone(
          surroundings({ template: { id: "EXT1", zone: A, actions: [], targets: [] } }),
          "experiment",
          B,
        ),
      /takes eu-north-1a away, not "eu-north-1b"/,
    ],
  ])("refuses %s", (_, plan, reason) => {
    expect(plan).toThrow(reason);
  });
});
