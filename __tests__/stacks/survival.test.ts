import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildApp } from "../../src/app";
import { SettingsError } from "../../src/settings";
import type { EnvironmentInput } from "../../src/settings/schema";
import { backend, environment, frontend, ownTaskDefinition } from "../support/environments";
import { temporaryFolder } from "../support/terraform";

const SERVICE = "aws_ecs_service.service-frontend_balanced_service";

/** What a synth says that writes nothing; undefined where it writes the stacks. */
function refusalOf(changes: Partial<EnvironmentInput>, today = "2026-11-22"): string | undefined {
  const folder = temporaryFolder();
  try {
    buildApp([environment({ name: "other" }), environment(changes)], folder, today).synth();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    expect(existsSync(folder), "nothing is left").toBe(false);
    return (error as Error).message;
  }
}

const threeZones = [{ availabilityZone: "eu-north-1b" }, { availabilityZone: "eu-north-1c" }];
const single = { services: [{ ...frontend, desiredCount: 1 }, backend] };
const waiver = { rule: "HA-SVC-01", reason: "a trial of one task", until: "2026-12-31" };

describe("a synth refuses", () => {
  it("what would not survive, with rule, resource, value and remedy", () => {
    expect(refusalOf(single)).toBe(
      [
        "1 refusal, nothing was written; fix it, or waive the rule for a time (see waivers in docs/rules.md):",
        "  demo-ha: HA-SVC-01 a service runs a task in every zone, and two at least",
        `    ${SERVICE}: 1 for eu-north-1a, eu-north-1b`,
        "    raise desired_count to the number of zones",
      ].join("\n"),
    );
  });

  it.each<[string, string, Partial<EnvironmentInput>]>([
    [
      "fewer tasks than zones",
      "HA-SVC-01",
      {
        newSubnets: threeZones,
        services: [{ ...frontend, desiredCount: 2 }, backend],
      },
    ],
    [
      "scaling in below the zones",
      "HA-SVC-02",
      {
        services: [
          { ...frontend, autoscaling: { minimum: 1, maximum: 6, cpuPercent: 60 } },
          backend,
        ],
      },
    ],
    [
      "checks that are too slow",
      "HA-TG-05",
      { services: [{ ...frontend, healthCheck: { intervalSeconds: 30 } }, backend] },
    ],
    [
      "a task definition that maps other ports than were opened",
      "HA-LB-02",
      {
        services: [
          { ...frontend, hostPort: 80 },
          { ...backend, hostPort: 5000 },
        ],
      },
    ],
    [
      "a group that cannot grow to hold a deployment",
      "HA-CAP-03",
      {
        newSubnets: threeZones,
        services: [
          // Each fills an instance: 4 after the loss of one zone of three, 8 in a deployment.
          { ...frontend, taskDefinition: ownTaskDefinition, memoryMiB: 1881, desiredCount: 4 },
        ],
        capacity: { maximumSize: 6 },
      },
    ],
    ["alarms that do not count tasks", "HA-OPS-02", { alarms: { containerInsights: false } }],
  ])("%s", (_, rule, changes) => {
    expect(refusalOf(changes)).toContain(`\n  demo-ha: ${rule} `);
  });

  it("what a waiver covers no longer", () => {
    expect(refusalOf({ ...single, waivers: [waiver] }, "2026-12-31")).toBeUndefined();
    expect(refusalOf({ ...single, waivers: [waiver] }, "2027-01-01")).toContain(
      "its waiver expired on 2026-12-31",
    );
  });
});
