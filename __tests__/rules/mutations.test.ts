import { describe, expect, it } from "vitest";
import { rules } from "../../src/rules";
import { prove, type Standing } from "../../src/rules/proof";
import type { Topology, TopologySource } from "../../src/topology/model";
import { synthesize } from "../support/synth";
import { planFixture } from "../support/topology-fixtures";
import { mutations, mutationsOfConfiguration, mutationsOfPlan } from "./support/mutations";
import { mutationsByHand, NAMES_BY_HAND } from "./support/mutations-by-hand";
import { PlanDraft } from "./support/plan-draft";
import { SynthesizedDraft } from "./support/synthesized-draft";

const covered = { synthesized: new Set<string>(), plan: new Set<string>() };

/** Rules by what they come to. */
function judged(topology: Topology, standing: Standing): readonly string[] {
  return prove(topology, { rules, waivers: [], today: "2026-11-22" })
    .rules.filter((each) => each.standing === standing)
    .map(({ rule }) => rule.id);
}

describe("in the demo's synthesized JSON", () => {
  const { foundation, ha } = synthesize();
  const draft = () => new SynthesizedDraft({ foundation, ha });

  it("every rule holds that it can tell", () => {
    const { topology } = draft();
    expect(judged(topology, "broken")).toEqual([]);
    expect(judged(topology, "unknown")).toEqual([]);
    expect(judged(topology, "elsewhere")).toEqual(["HA-CAP-04", "HA-OPS-05", "HA-OPS-06"]);
  });

  it.each(named([...mutations, ...mutationsOfConfiguration]))(
    "one change breaks %s, and nothing else",
    (rule, { change }) => {
      const mutated = draft();
      change(mutated);
      expect(judged(mutated.topology, "broken")).toEqual([rule]);
      covered.synthesized.add(rule);
    },
  );
});

describe("in a plan of the demo", () => {
  const draft = () => new PlanDraft(planFixture("demo-ha"));

  it("every rule holds that it can tell", () => {
    const { topology } = draft();
    expect(judged(topology, "broken")).toEqual([]);
    // Terraform looks up no cluster's list: of one that it has not had before it tells nothing.
    expect(judged(topology, "unknown")).toEqual(["HA-OPS-06"]);
    expect(judged(topology, "elsewhere")).toEqual(["HA-SVC-12", "HA-OPS-04", "HA-OPS-07"]);
  });

  it.each(named([...mutations, ...mutationsOfPlan]))(
    "one change breaks %s, and nothing else",
    (rule, { change }) => {
      const mutated = draft();
      change(mutated);
      expect(judged(mutated.topology, "broken")).toEqual([rule]);
      covered.plan.add(rule);
    },
  );
});

describe("in a plan of the same written by hand, with modules and inline blocks", () => {
  const draft = () => new PlanDraft(planFixture("hand-written"), NAMES_BY_HAND);

  it("every rule holds that it can tell", () => {
    const { topology } = draft();
    expect(judged(topology, "broken")).toEqual([]);
    expect(judged(topology, "unknown")).toEqual(["HA-OPS-06"]);
  });

  it.each(named(mutationsByHand))("one change breaks %s, and nothing else", (rule, { change }) => {
    const mutated = draft();
    change(mutated);
    expect(judged(mutated.topology, "broken")).toEqual([rule]);
  });
});

describe("the rules", () => {
  it("are each broken by a change of synthesized JSON, and of a plan, where that can tell them", () => {
    const toldBy = (source: TopologySource) =>
      rules.filter((rule) => rule.toldBy.includes(source)).map(({ id }) => id);
    console.log(
      `${rules.length} rules: ${covered.synthesized.size} broken in synthesized JSON, ${covered.plan.size} in a plan`,
    );
    expect([...covered.synthesized]).toEqual(expect.arrayContaining(toldBy("synthesized")));
    expect([...covered.plan]).toEqual(expect.arrayContaining(toldBy("plan")));
    expect(new Set([...covered.synthesized, ...covered.plan]).size).toBe(rules.length);
  });
});

function named<M extends { readonly rule: string }>(all: readonly M[]) {
  return all.map((mutation) => [mutation.rule, mutation] as const);
}
