import type { Knowable } from "../knowable";
import type { Lifecycle } from "../model";
import type { Attributes } from "./value";

/** One instance of a managed resource or of a data source, whichever source it was read from. */
export interface Resource {
  /** Unique in the graph: `module.web.aws_lb.main[0]`, led by the stack where two share it. */
  readonly address: string;
  readonly mode: "managed" | "data";
  /** Such as `aws_lb`, for `aws_alb` too. */
  readonly type: string;
  /** The configuration that it stands in. */
  readonly stack: string;
  readonly attributes: Attributes;
  /** False of a lookup that is not made yet: what it does not have is not told. */
  readonly told: boolean;
  /** Whether its configuration sets an argument; undefined where the source does not tell. */
  readonly sets: (argument: string) => boolean | undefined;
  /** Addresses that it depends on itself, by its arguments or by `depends_on`. */
  readonly dependencies: readonly string[];
  readonly lifecycle: Knowable<Lifecycle>;
  /** Told by a plan alone. */
  readonly change?: PlannedChange;
}

export interface PlannedChange {
  readonly actions: readonly string[];
  /** None where it is created. */
  readonly before: Attributes | undefined;
}

/** The older names of the Elastic Load Balancing resources mean the same. */
export function typeWithoutAlias(type: string): string {
  return type.replace(/^aws_alb(?=_|$)/, "aws_lb");
}
