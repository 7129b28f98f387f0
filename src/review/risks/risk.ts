import type { PropertyPath } from "../changes/property";

/** `blocked`: must not be applied as it is. `yes`: a person must say that it is meant. */
export type Level = "blocked" | "yes";

/** Something in a resource's change that a person must see before it is applied. */
export interface Risk {
  readonly level: Level;
  /** In the project's own words: what happens, and what that means. */
  readonly what: string;
  /** Whether that is said of the attributes, such as "are not on a list". */
  readonly ofAttributes?: true;
  /** The attributes whose values say more. */
  readonly paths: readonly PropertyPath[];
}
