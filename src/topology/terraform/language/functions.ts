import { Encoded, isList, type Value } from "../value";
import { Unsupported } from "./scanner";

/** Functions that make another type of a value and say the same. */
const CONVERSIONS = new Set(
  "tostring tonumber tobool tolist toset tomap sensitive nonsensitive".split(" "),
);

/** @throws Unsupported where a function is not evaluated, or not with what it is given */
export function resultOf(name: string, given: readonly Value[]): Value {
  const [first] = given;
  if (first !== undefined && given.length === 1 && CONVERSIONS.has(name)) {
    return first;
  }
  if (first !== undefined && given.length === 1 && name === "jsonencode") {
    return new Encoded(first);
  }
  if (name === "concat" && given.every(isList)) {
    return given.flat();
  }
  throw new Unsupported();
}
