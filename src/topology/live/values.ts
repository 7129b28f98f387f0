import { type Knowable, unknown } from "../knowable";

/** An attribute that is written as text. */
export function flag(value: string | undefined): Knowable<boolean> {
  return value === undefined ? unknown("not told") : value === "true";
}

export function numberOf(value: string | number | undefined): Knowable<number> {
  return value === undefined ? unknown("not told") : Number(value);
}
