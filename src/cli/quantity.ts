import { InvalidArgumentError } from "commander";

/** Reads what an option is given. @throws InvalidArgumentError that says what to give instead */
export type Parse = (text: string) => number;

/** Digits as people write them: no sign, exponent, other base or blank. */
const DECIMAL = /^(\d+(\.\d+)?|\.\d+)$/;
const DURATION = /^([\d.]+)(ms|s|m|h)$/;
const WHOLE = /^\d+$/;

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

export function positive(text: string): number {
  const number = decimal(text);
  if (!(number > 0)) {
    throw new InvalidArgumentError("give a number above 0, such as 2 or 0.5");
  }
  return number;
}

export function wholeFrom(least: number): Parse {
  return (text) => {
    const number = WHOLE.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(number) || number < least) {
      throw new InvalidArgumentError(`give a whole number from ${least}`);
    }
    return number;
  };
}

/** Milliseconds of a text such as `15s`, `10m` or `1h`. */
export function durationMs(text: string): number {
  const [, amount = "", unit] = DURATION.exec(text) ?? [];
  const ms = decimal(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
  if (!(ms > 0)) {
    throw new InvalidArgumentError("give a number and its unit, such as 15s, 10m or 1h");
  }
  return ms;
}

export interface Limit {
  /** As the parser reads it, such as `500` or `12h`. */
  readonly value: string;
  readonly because: string;
}

/** The same, but neither less nor more than makes sense. */
export function within(
  parse: Parse,
  { least, most }: { readonly least?: Limit; readonly most: Limit },
): Parse {
  return (text) => {
    const number = parse(text);
    if (least && number < parse(least.value)) {
      throw new InvalidArgumentError(`give at least ${least.value}: ${least.because}`);
    }
    if (number > parse(most.value)) {
      throw new InvalidArgumentError(`give at most ${most.value}: ${most.because}`);
    }
    return number;
  };
}

/** NaN where it is no number, or too large for one. */
function decimal(text: string): number {
  const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}
