import { InvalidArgumentError } from "commander";

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of a text such as `15s`, `10m` or `1h`. */
export function durationMs(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
  if (!(ms > 0)) {
    throw new InvalidArgumentError("give a number and its unit, such as 15s, 10m or 1h");
  }
  return ms;
}

export function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) {
    throw new InvalidArgumentError("give a number above 0");
  }
  return number;
}
