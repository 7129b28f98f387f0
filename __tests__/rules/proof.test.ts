import { describe, expect, it } from "vitest";
import { broken, cannotTell, holds, type Judgement } from "../../src/rules/judgement";
import { prove } from "../../src/rules/proof";
import type { Rule } from "../../src/rules/rule";
import type { Waiver } from "../../src/rules/waiver";
import type { Topology } from "../../src/topology/model";

const TODAY = "2026-11-22";

const topology: Topology = {
  source: "synthesized",
  subnets: [],
  loadBalancers: [],
  targetGroups: [],
  instanceGroups: [],
  capacityProviders: [],
  clusters: [],
  services: [],
  alarms: [],
  otherEntrances: [],
  notes: [],
  assumptions: [],
};

/** Zonal shift, judged as the findings say. */
function zonalShift(
  found: Record<string, Judgement>,
  toldBy: Rule["toldBy"] = ["synthesized"],
): Rule {
  return {
    id: "HA-LB-03",
    title: "zonal shift is on",
    reason: "A zone can be taken out at once.",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html",
    remedy: "set enable_zonal_shift = true",
    toldBy,
    judge: () => Object.entries(found).map(([subject, judgement]) => ({ subject, ...judgement })),
  };
}

const waiver: Waiver = { rule: "HA-LB-03", reason: "on trial", until: "2026-12-31" };

function proofOf(rule: Rule, ...waivers: readonly Waiver[]) {
  const { verdict, staleWaivers, rules } = prove(topology, {
    rules: [rule],
    waivers,
    today: TODAY,
  });
  return {
    verdict,
    staleWaivers,
    findings: rules[0]?.findings ?? [],
    standing: rules[0]?.standing,
  };
}

describe("the verdict", () => {
  it.each([
    ["holds", { "aws_lb.a": holds("on"), "aws_lb.b": holds("on") }],
    ["unknown", { "aws_lb.a": holds("on"), "aws_lb.b": cannotTell("not set") }],
    ["broken", { "aws_lb.a": cannotTell("not set"), "aws_lb.b": broken("off") }],
  ] as const)("is %s as the gravest finding is", (verdict, found) => {
    expect(proofOf(zonalShift(found)).verdict).toBe(verdict);
  });

  it("is not in doubt for what this source cannot tell", () => {
    const rule = zonalShift({ "aws_lb.a": cannotTell("told by a plan") }, ["plan"]);
    expect(proofOf(rule)).toMatchObject({ verdict: "holds", standing: "elsewhere" });
  });

  it("is broken all the same where such a source tells that it is", () => {
    expect(proofOf(zonalShift({ "aws_lb.a": broken("off") }, ["plan"])).verdict).toBe("broken");
  });
});

describe("a waiver", () => {
  const found = { "aws_lb.web": broken("off"), "module.api.aws_lb.main[0]": broken("off") };

  it.each([
    ["every subject of its rule", undefined, ["waived", "waived"]],
    ["one address", "aws_lb.web", ["waived", "broken"]],
    ["a pattern", "module.*.aws_lb.main[*]", ["broken", "waived"]],
    ["nothing beyond its pattern", "aws_lb.w", ["broken", "broken"]],
  ])("covers %s", (_, subject, standings) => {
    const { findings } = proofOf(zonalShift(found), { ...waiver, subject });
    expect(findings.map(({ standing }) => standing)).toEqual(standings);
  });

  it("covers what cannot be told too", () => {
    expect(proofOf(zonalShift({ "aws_lb.a": cannotTell("not set") }), waiver).verdict).toBe(
      "holds",
    );
  });

  it("counts on its last day, and no longer", () => {
    expect(proofOf(zonalShift(found), { ...waiver, until: TODAY }).verdict).toBe("holds");
    const { verdict, findings } = proofOf(zonalShift(found), { ...waiver, until: "2026-11-21" });
    expect(verdict).toBe("broken");
    expect(findings.map(({ value }) => value)).toEqual(
      Array(2).fill("off; its waiver expired on 2026-11-21: mend it, or decide again"),
    );
  });

  it("that has expired is broken even where nothing needs it", () => {
    const expired = { ...waiver, until: "2026-11-21" };
    expect(proofOf(zonalShift({ "aws_lb.web": holds("on") }), expired).verdict).toBe("broken");
  });

  it("that was renewed counts, beside the one that has expired", () => {
    const expired = { ...waiver, until: "2026-11-21" };
    const { findings } = proofOf(zonalShift({ "aws_lb.web": broken("off") }), expired, waiver);
    expect(findings[0]?.standing).toBe("waived");
  });

  it.each([
    ["holds", { "aws_lb.web": holds("on") }, undefined],
    ["is not there", found, "aws_lb.other"],
  ])("is stale where what it covers %s", (_, judgements, subject) => {
    const stale = { ...waiver, subject };
    expect(proofOf(zonalShift(judgements), stale).staleWaivers).toEqual([stale]);
  });

  it("of a rule that was not asked for is left alone", () => {
    const other = { ...waiver, rule: "HA-TG-01", until: "2026-11-21" };
    const { verdict, staleWaivers } = proofOf(zonalShift({ "aws_lb.web": holds("on") }), other);
    expect([verdict, staleWaivers]).toEqual(["holds", []]);
  });
});
