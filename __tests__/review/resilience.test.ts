import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { render } from "../../src/review/output/render";
import { readBase } from "../../src/review/resilience/base";
import type { Waiver } from "../../src/rules/waiver";
import { synthesize } from "../support/synth";
import { temporaryFolder } from "../support/terraform";
import { fixture, fixturePath } from "./support/fixtures";
import { expectSound } from "./support/github-html";
import { reviewOf } from "./support/review";

const SERVICE = fixture("service");
const WEAKENED = fixture("service-weakened");
const BASE = readBase([fixturePath("service")]);

/** The demo as applied to the sandbox; in the plan it has fewer instances and slower health checks. */
const DEMO = fixture("demo-weakened");

interface Resource {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly [value: string]: unknown };
}

const resources = (plan: object) => (plan as { resource_changes: Resource[] }).resource_changes;

function withChanges(
  plan: object,
  change: (resource: Resource) => object,
): Record<string, unknown> {
  return {
    ...plan,
    resource_changes: resources(plan).map((resource) => ({
      ...resource,
      change: { ...resource.change, after_unknown: {}, ...change(resource) },
    })),
  };
}

const isUpdated = ({ change }: Resource) => change.actions.join() === "update";

/** The weakened demo, as what there is already. */
const settled = {
  ...withChanges(DEMO, (resource) => {
    const value = resource.change[isUpdated(resource) ? "after" : "before"];
    return { actions: ["no-op"], before: value, after: value };
  }),
  output_changes: {},
  applyable: false,
};

/** The way back to the demo as it was. */
const mending = withChanges(DEMO, (resource) => {
  const { before, after } = resource.change;
  return isUpdated(resource)
    ? { before: after, after: before }
    : { actions: ["no-op"], after: before };
});

/** Rule and trend of each row. */
const trends = ({ resilience }: ReturnType<typeof reviewOf>) =>
  resilience.flatMap(({ rows }) => rows.map(({ rule, trend }) => `${rule} ${trend}`));

describe("a service that is created", () => {
  const review = reviewOf(SERVICE);

  it("is judged by what it will be, with nothing to compare with", () => {
    const [resilience] = review.resilience;
    expect(resilience?.comparedWith).toBe("nothing");
    expect(resilience?.held).toBeGreaterThan(30);
    expect(trends(review).filter((row) => !row.endsWith("unknown"))).toEqual([]);
  });

  it("needs a yes for what is not known, for its open port and for its provider's credentials", () => {
    expect(review.verdict).toBe("needs-a-person");
    const said = review.concerns.filter(
      ({ what }) => !what.endsWith("is not on the list of harmless changes"),
    );
    expect(new Set(said.map(({ subject }) => subject))).toEqual(
      new Set(["aws_vpc_security_group_ingress_rule.clients", "provider aws"]),
    );
  });

  it("is forecast for each zone, without a before", () => {
    const [resilience] = review.resilience;
    expect(resilience?.forecast.untold).toEqual([]);
    expect(resilience?.forecast.zones.map(({ zone, before }) => [zone, before])).toEqual([
      ["eu-north-1a", undefined],
      ["eu-north-1b", undefined],
    ]);
  });
});

describe("a service that gets weaker", () => {
  const review = reviewOf(WEAKENED, { base: BASE });

  it("is blocked, with the regressions first", () => {
    expect(review.verdict).toBe("blocked");
    expect(trends(review).slice(0, 2)).toEqual(["HA-TG-05 regression", "HA-CAP-02 regression"]);
    expect(review.resilience[0]?.comparedWith).toBe("base");
  });

  it("is shown before and after", () => {
    const [detection] = review.resilience[0]?.rows ?? [];
    expect([detection?.before, detection?.after]).toEqual([
      { standing: "holds", value: "2 failures every 5 s: found after 7 to 12 s" },
      { standing: "broken", value: "2 failures every 30 s: found after 32 to 62 s" },
    ]);
  });

  it("is forecast to survive no more, which comes before everything else", () => {
    const zones = review.resilience[0]?.forecast.zones ?? [];
    const lost = zones.filter(({ after }) => after.shortcomings.length > 0);
    expect(lost).toHaveLength(1);
    expect(lost[0]?.before?.shortcomings).toEqual([]);
    expect(review.reason).toMatchObject({ level: "blocked", subject: lost[0]?.zone });
  });

  it("is compared with what runs now where no base is given", () => {
    const compared = reviewOf(DEMO);
    expect(compared.resilience[0]?.comparedWith).toBe("state");
    expect(trends(compared)).toEqual([
      "HA-TG-05 regression",
      "HA-TG-05 regression",
      "HA-CAP-02 regression",
    ]);
    expect(
      compared.concerns
        .filter(({ what }) => !what.endsWith("is not on the list of harmless changes"))
        .map(({ level, subject }) => `${level} ${subject}`),
    ).toEqual([
      "blocked aws_lb.load-balancer_alb",
      "yes aws_autoscaling_group.capacity_group",
      "yes aws_cloudwatch_metric_alarm.alarms_capacity-reservation_alarm",
      "yes aws_lb_listener.listeners_http",
      "yes aws_lb_listener_rule.listeners_backend",
      "yes aws_lb_target_group.service-backend_targets_group",
      "yes aws_lb_target_group.service-frontend_targets_group",
    ]);
  });

  it("is compared with what runs now in what the base does not tell", () => {
    const unread = withChanges(DEMO, ({ address, change }) => ({
      actions: ["no-op"],
      after: change["before"],
      after_unknown: address.startsWith("aws_autoscaling_group.") ? { min_size: true } : {},
    }));
    const file = join(temporaryFolder(), "demo-ha.json");
    writeFileSync(file, JSON.stringify({ ...unread, applyable: false }));
    const [resilience] = reviewOf(DEMO, { base: readBase([file]) }).resilience;
    const capacity = resilience?.rows.find(({ rule }) => rule === "HA-CAP-02");
    expect([resilience?.comparedWith, capacity?.trend, capacity?.before?.standing]).toEqual([
      "base",
      "regression",
      "holds",
    ]);
  });

  it("is seen to be mended by the way back", () => {
    const mended = reviewOf(mending);
    expect(trends(mended)).toContain("HA-CAP-02 mended");
    expect(mended.verdict).toBe("needs-a-person");
    expect(mended.reason?.text).toMatch(/on the list of harmless changes$/);
  });

  it("is not taken for mended where a plan cannot tell what the base breaks", () => {
    const folder = join(temporaryFolder(), "demo-ha");
    mkdirSync(folder);
    const stack = synthesize().ha.json;
    for (const balancer of Object.values<Record<string, unknown>>(stack["resource"]["aws_lb"])) {
      balancer["enable_deletion_protection"] = true;
      balancer["lifecycle"] = { prevent_destroy: false };
    }
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
    const [resilience] = reviewOf(DEMO, { base: readBase([folder]) }).resilience;
    expect(resilience?.comparedWith).toBe("base");
    expect(resilience?.rows.filter(({ rule }) => rule === "HA-OPS-04")).toEqual([]);
  });

  it("is compared with nothing where the base has no such service", () => {
    const file = join(temporaryFolder(), "other.json");
    writeFileSync(file, JSON.stringify(fixture("create")));
    const { resilience } = reviewOf(SERVICE, { base: readBase([file]) });
    expect(resilience[0]?.comparedWith).toBe("nothing");
  });

  it("is refused where the base is none", () => {
    const file = join(temporaryFolder(), "base.json");
    for (const text of ['{"name":"hunter2"}', '{"name":"hunter2', '{"format_version":"hunter2"}']) {
      writeFileSync(file, text);
      expect(() => readBase([file])).toThrow(
        expect.objectContaining({
          name: "Unreviewable",
          message: expect.not.stringContaining("hunter2"),
        }),
      );
    }
    expect(() => readBase([fixturePath("errored")])).toThrow("Terraform failed while it planned");
  });
});

describe("a waiver", () => {
  const waiver: Waiver = {
    rule: "HA-TG-05",
    reason: "the API is slow | @team",
    until: "2026-03-01",
  };
  it("keeps a rule from blocking, and is shown with its reason and last day", () => {
    const review = reviewOf(DEMO, { waivers: [waiver] });
    expect(trends(review)).toContain("HA-TG-05 waived");
    const html = expectSound(render(review, "markdown"));
    expect(html).toMatch(/Waivers.*HA-TG-05.*2026-03-01: the API is slow \| @\u2060team/s);
  });

  it("counts no more after its last day, by the day of the plan", () => {
    const review = reviewOf(DEMO, { waivers: [{ ...waiver, until: "2026-01-01" }] });
    const [row] = review.resilience[0]?.rows ?? [];
    expect([row?.trend, row?.after.value]).toEqual([
      "regression",
      expect.stringContaining("its waiver expired on 2026-01-01"),
    ]);
  });

  it("that covers nothing is said to be stale", () => {
    const review = reviewOf(SERVICE, { waivers: [waiver] });
    expect(review.notes.join()).toContain("waiver of HA-TG-05");
  });
});

describe("what a plan leaves as it was", () => {
  it("is shown, and is no reason to stop where nothing changes", () => {
    const review = reviewOf(settled);
    expect([review.verdict, trends(review).includes("HA-CAP-02 broken")]).toEqual(["safe", true]);
  });

  it("needs a yes where something else changes", () => {
    const touched = withChanges(settled, ({ address, change }) =>
      address.startsWith("aws_sns_topic.") ? { actions: ["update"], before: {} } : change,
    );
    expect(reviewOf({ ...touched, applyable: true }).verdict).toBe("needs-a-person");
  });
});

describe("a plan without a service", () => {
  it("has nothing to survive", () => {
    expect(reviewOf(fixture("create")).resilience).toEqual([]);
  });

  it("is blocked where the service was there before", () => {
    const destroyed = withChanges(DEMO, () => ({ actions: ["delete"], after: null }));
    const review = reviewOf(destroyed);
    expect([review.verdict, review.resilience]).toEqual(["blocked", []]);
  });
});
