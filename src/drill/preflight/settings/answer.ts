import type { Mistake } from "../../../settings/mistake";
import { formatPath } from "../../../settings/mistake";
import { explained } from "../../drill-error";
import type { Check } from "../check";

type Path = Mistake["path"];

/** What AWS says of a setting; its title is the setting's path. */
export function sound(path: Path, detail: string): Check {
  return { title: formatPath(path), verdict: "holds", detail };
}

/** @param detail the value, what is wrong with it, and what to do */
export function mistaken(path: Path, detail: string): Check {
  return { title: formatPath(path), verdict: "refused", detail };
}

export function unclear(path: Path, detail: string): Check {
  return { title: formatPath(path), verdict: "unknown", detail };
}

/** What is wrong, or that it is right. */
export function judged(
  path: Path,
  mistakes: readonly Check[],
  otherwise: string,
): readonly Check[] {
  return mistakes.length > 0 ? mistakes : [sound(path, otherwise)];
}

/** A lookup that AWS refuses, or does not answer, says nothing about the setting. */
export async function lookedUp<T>(
  path: Path,
  what: string,
  look: () => Promise<T>,
): Promise<T | Check> {
  try {
    return await look();
  } catch (error) {
    return unclear(path, `could not look up ${what}: ${explained(error).message}`);
  }
}

export function isCheck<T extends object>(answer: T | Check): answer is Check {
  return "verdict" in answer;
}

/** Where a setting is looked up, and what of it is only yet to be created. */
export interface Place {
  /** Such as `eu-north-1 of account 123456789012`. */
  readonly described: string;
  /** The stack that creates what the settings name; undefined where it must exist. */
  readonly foundation: string | undefined;
}

/** What is not there is a mistake, but for what the foundation has yet to create. */
export function missing(
  path: Path,
  name: string,
  { described, foundation }: Place,
  remedy: string,
): Check {
  return foundation === undefined
    ? mistaken(path, `"${name}" is not in ${described}: ${remedy}`)
    : unclear(path, `"${name}" is not there yet: the stack ${foundation} creates it`);
}
