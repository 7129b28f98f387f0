import { UNKNOWN } from "../../changes/property";
import { actionOf, isReplacement } from "../../plan/actions";
import { entriesOnlyIn } from "../weakenings";
import type { Condition, Difference } from "./harmless";

/** A number that gets larger; both must be known. */
export const grows: Condition = ({ was, becomes }) =>
  isNumber(was) && isNumber(becomes) && Number(becomes) > Number(was);

/** The same where 0 stands for never. */
export const growsFromSome: Condition = (difference) =>
  Number(difference.was) !== 0 && grows(difference);

/** The same where it may become never, too. */
export const growsOrNeverEnds: Condition = (difference) => {
  const { was, becomes } = difference;
  return isNumber(was) && Number(was) !== 0 && (becomes === 0 || grows(difference));
};

export function becomes(value: unknown): Condition {
  return ({ becomes: after }) => after === value;
}

/** Written out, where it was left to the default. */
export function spellsOut(defaultValue: unknown): Condition {
  return ({ was, becomes: after }) => (was === null || was === undefined) && after === defaultValue;
}

/** Of a new resource: the configuration leaves it to AWS, where it was the default before. */
export function staysDefault(defaultValue: unknown): Condition {
  return ({ resource, path, was, becomes: after, plan }) =>
    isReplacement(actionOf(resource.change)) &&
    was === defaultValue &&
    after === UNKNOWN &&
    !plan.configures(resource, String(path[0]));
}

/** A list that loses nothing, and of which every entry is known. */
export function gainsOnly(
  isHarmless: (entry: unknown, difference: Difference) => boolean = () => true,
): Condition {
  return (difference) => {
    const { before, after, path } = difference;
    const [attribute = ""] = path;
    const [was, is] = [before[attribute], after[attribute]];
    return (
      Array.isArray(is) &&
      entriesOnlyIn(was, is).length === 0 &&
      entriesOnlyIn(is, was).every(
        (entry) => typeof entry === "string" && isHarmless(entry, difference),
      )
    );
  };
}

export function both(...conditions: readonly Condition[]): Condition {
  return (difference) => conditions.every((holds) => holds(difference));
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value));
}
