import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { rules } from "../../src/rules";
import { prove } from "../../src/rules/proof";
import { DEFAULT_OPTIONS, isPrediction, predict } from "../../src/simulation/predict";
import type { Topology } from "../../src/topology/model";
import { topologyOfPlan } from "../../src/topology/plan";
import { mutations, mutationsOfPlan } from "../rules/support/mutations";
import { PlanDraft } from "../rules/support/plan-draft";
import { planFixture } from "../support/topology-fixtures";
import type { Json } from "./facts";
import { SHAPES } from "./shapes";

export type Base = () => Json;

/** Weaknesses of this project's own stack, each of another family of rules. */
const OWN_WEAKNESSES = ["HA-NET-02", "HA-LB-02", "HA-TG-05", "HA-CAP-02", "HA-SVC-03", "HA-OPS-01"];

/** Plans that real Terraform made, each with a weakness: own stacks, and HCL that is written by hand. */
export const BASES: Readonly<Record<string, Base>> = {
  ...Object.fromEntries(Object.keys(SHAPES).map((name) => [name, () => planOfShape(name)])),
  ...Object.fromEntries(OWN_WEAKNESSES.map((rule) => [`own-${rule}`, () => ownPlan(rule)])),
};

export function pathOfShape(name: string): string {
  return join(__dirname, "plans", `${name}.json.gz`);
}

export function planOfShape(name: string): Json {
  return JSON.parse(gunzipSync(readFileSync(pathOfShape(name))).toString("utf8"));
}

function ownPlan(rule: string): Json {
  const mutation = [...mutations, ...mutationsOfPlan].find((each) => each.rule === rule);
  const draft = new PlanDraft(planFixture("demo-ha"));
  mutation?.change(draft);
  return draft.json;
}

/** What is said of a plan that cannot be trusted, with the assumptions that it rests on. */
interface Doubts {
  readonly doubted: readonly string[];
  readonly assumptions: readonly string[];
}

export interface Answers {
  /** Rules that are broken or cannot be told. */
  readonly rules: Doubts;
  /** Doubted where it is no survival. */
  readonly prediction: Doubts;
}

const TERMS = { rules, waivers: [], today: "2026-11-22" };

/** Undefined: the plan is refused. */
export function answersTo(plan: Json): Answers | undefined {
  const topology = readOrRefused(plan);
  return topology && { rules: judged(topology), prediction: predicted(topology) };
}

function readOrRefused(plan: Json): Topology | undefined {
  try {
    return topologyOfPlan(plan);
  } catch {
    return undefined;
  }
}

function judged(topology: Topology): Doubts {
  const proof = prove(topology, TERMS);
  return {
    doubted: proof.rules
      .filter(({ standing }) => standing === "broken" || standing === "unknown")
      .map(({ rule }) => rule.id),
    assumptions: proof.assumptions.map((each) => JSON.stringify(each)),
  };
}

function predicted(topology: Topology): Doubts {
  const answer = predict(topology, { ...DEFAULT_OPTIONS, runs: 1 });
  if (!isPrediction(answer)) {
    return { doubted: ["the prediction"], assumptions: [] };
  }
  const survives = answer.zones.every(({ shortcomings }) => shortcomings.length === 0);
  return {
    doubted: survives ? [] : ["the prediction"],
    assumptions: [
      ...answer.assumptions,
      ...answer.planAssumptions.map((each) => JSON.stringify(each)),
    ],
  };
}

/** What was doubted and no longer is, although no assumption is stated that was not before. */
export function takenForGood(before: Answers, after: Answers | undefined): readonly string[] {
  return after
    ? (["rules", "prediction"] as const).flatMap((part) => trusted(before[part], after[part]))
    : [];
}

function trusted(before: Doubts, after: Doubts): readonly string[] {
  return after.assumptions.some((each) => !before.assumptions.includes(each))
    ? []
    : before.doubted.filter((each) => !after.doubted.includes(each));
}
