import { describe, expect, it } from "vitest";
import { render, renderFailure } from "../../src/review/output/render";
import { readBase } from "../../src/review/resilience/base";
import { fixture, fixturePath } from "./support/fixtures";
import { reviewOf } from "./support/review";
import { sarifSchema } from "./support/sarif-schema";

const WEAKENED = fixture("service-weakened");
const BASE = readBase([fixturePath("service")]);

describe("SARIF", () => {
  const sarif = (input: Parameters<typeof reviewOf>[1] = {}) =>
    sarifSchema.parse(JSON.parse(render(reviewOf(WEAKENED, { base: BASE, ...input }), "sarif")));

  it("carries what does not hold, by rule and resource", () => {
    const [run] = sarif().runs;
    const [first] = run?.results ?? [];
    expect([first?.ruleId, first?.level, first?.locations[0]?.logicalLocations]).toEqual([
      "HA-TG-05",
      "error",
      [{ fullyQualifiedName: "aws_lb_target_group.web", kind: "resource" }],
    ]);
    for (const { ruleId, ruleIndex } of run?.results ?? []) {
      expect(run?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
    }
  });

  it("points to the settings of the environment, and suppresses what is waived", () => {
    const waivers = [{ rule: "HA-TG-05", reason: "slow", until: "2099-01-01" }];
    const [run] = sarif({ environment: "demo", waivers }).runs;
    const waived = run?.results.find(({ ruleId }) => ruleId === "HA-TG-05");
    expect(waived).toMatchObject({
      level: "note",
      suppressions: [{ kind: "external", justification: "slow" }],
      locations: [{ physicalLocation: { artifactLocation: { uri: "environments/demo.ts" } } }],
    });
  });

  it("does not carry what was mended", () => {
    const mended = reviewOf(fixture("service"), {
      base: readBase([fixturePath("service-weakened")]),
    });
    expect(mended.resilience[0]?.rows.map(({ trend }) => trend)).toContain("mended");
    const [run] = sarifSchema.parse(JSON.parse(render(mended, "sarif"))).runs;
    expect(run?.results.map(({ level }) => level)).not.toContain("none");
  });

  it("says that nothing could be told", () => {
    const [run] = sarifSchema.parse(JSON.parse(renderFailure("it is no plan", "sarif"))).runs;
    expect(run?.invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: "error", message: { text: "it is no plan" } }],
      },
    ]);
  });
});
