import type { Level } from "../risks/risk";

/** Something in a plan's configuration that a person must see, whether or not it changes. */
export interface Finding {
  readonly level: Level;
  /** An address, or a name out of the plan. */
  readonly subject: string;
  /** In the project's own words: no value out of the plan is in it. */
  readonly what: string;
  /** What says more, with values that are no secrets; a name alone where the value may be one. */
  readonly details?: readonly Detail[];
}

export interface Detail {
  readonly name: string;
  readonly value?: string;
}
