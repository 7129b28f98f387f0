import type { Redactor } from "../../redaction/redactor";
import { rules } from "../../rules";
import { type Proof, prove } from "../../rules/proof";
import type { Waiver } from "../../rules/waiver";
import type { Topology } from "../../topology/model";
import { topologyOfPlan } from "../../topology/plan";
import { publishedAssumption } from "../../topology/published-assumption";
import type { Resilience } from "../model";
import { priorPlan } from "../plan/prior-plan";
import { type Base, baseOf } from "./base";
import { forecastOf } from "./forecast";
import { ruleRows } from "./rule-rows";
import { describesService } from "./services";

export interface Question {
  /** Of the stack. */
  readonly name: string;
  /** The whole plan. */
  readonly document: unknown;
  /** When it was made: waivers that had expired by then count no more. */
  readonly today: string;
}

/** Undefined where a plan has no service whose survival could be asked about. */
export function resilienceOf(
  { name, document, today }: Question,
  base: Base | undefined,
  waivers: readonly Waiver[],
  redactor: Redactor,
): Resilience | undefined {
  if (!describesService(document)) {
    return undefined;
  }
  const inBase = base && baseOf(base, name)?.topology;
  const inState = topologyBefore(document);
  // What the settings alone tell of before leaves much to be looked up, which the state knows.
  const earlier = [inBase, inState].filter((topology) => topology !== undefined);
  const planned = topologyOfPlan(document);
  const judge = (topology: Topology) => prove(topology, { rules, waivers, today });
  const after = judge(planned);
  return {
    stack: redactor.publish(name),
    comparedWith: inBase ? "base" : inState ? "state" : "nothing",
    ...countHeld(after),
    rows: ruleRows(earlier.map(judge), after, redactor),
    assumptions: after.assumptions.map((each) =>
      publishedAssumption(each, (text) => redactor.publish(text)),
    ),
    staleWaivers: after.staleWaivers.map(({ rule, subject }) =>
      redactor.publish(subject === undefined ? rule : `${rule} of ${subject}`),
    ),
    forecast: forecastOf(earlier, planned, redactor),
  };
}

function topologyBefore(document: unknown): Topology | undefined {
  const prior = priorPlan(document);
  return describesService(prior) ? topologyOfPlan(prior) : undefined;
}

function countHeld({ rules: judged }: Proof): { held: number; applicable: number } {
  const applicable = judged.filter(
    ({ standing }) => standing !== "not-applicable" && standing !== "elsewhere",
  );
  return {
    held: applicable.filter(({ standing }) => standing === "holds").length,
    applicable: applicable.length,
  };
}
