import type { PlannedChange } from "../resource";
import type { Attributes } from "../value";
import type { Place } from "./place";

/** What a plan says of one resource. */
export interface PlanEntry {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** `aws_lb.main`, without the module and the index. */
  readonly block: string;
  readonly place: Place;
  /** Values after the apply, in the order of `after_unknown`. */
  readonly after: Attributes;
  readonly unknown: unknown;
  /** False of a lookup that is left to the apply. */
  readonly told: boolean;
  readonly change?: PlannedChange;
}
