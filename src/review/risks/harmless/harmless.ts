import type { PropertyPath } from "../../changes/property";
import type { PlanContext } from "../../plan/plan-context";
import type { ResourceChange } from "../../plan/plan-schema";
import type { Attributes } from "../weakenings";

/** What a condition sees of a resource that a plan changes. */
export interface Changed {
  readonly resource: ResourceChange;
  readonly before: Attributes;
  /** Where an attribute that is not known yet is {@link UNKNOWN}. */
  readonly after: Attributes;
  readonly plan: PlanContext;
}

/** The smallest part of it that differs. */
export interface Difference extends Changed {
  readonly path: PropertyPath;
  readonly was: unknown;
  readonly becomes: unknown;
}

/** Whether a difference is of the harmless kind; pure, and false where that is not known. */
export type Condition = (difference: Difference) => boolean;

/** Attributes whose change harms nobody. */
export interface HarmlessChange {
  /** Paths without indices, such as `health_check.interval`. One stands for all that is in it, too. */
  readonly attributes: readonly string[];
  /** Of which values; every change of them where there is no condition. */
  readonly when?: Condition;
  readonly why: string;
}

/** What a condition sees of a resource that a plan creates. */
export interface Created {
  readonly resource: ResourceChange;
  readonly after: Attributes;
  readonly plan: PlanContext;
}

export interface HarmlessCreation {
  readonly when?: (created: Created) => boolean;
  readonly why: string;
}

/** All that is harmless of one type of resource. */
export interface HarmlessType {
  /** What AWS sets and nobody else can: it follows from other changes, which are judged themselves. */
  readonly computed?: readonly string[];
  readonly changes?: readonly HarmlessChange[];
  readonly creation?: HarmlessCreation;
}

/** By type of resource. */
export type HarmlessTypes = Readonly<Record<string, HarmlessType>>;
