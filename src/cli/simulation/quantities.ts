import type { Range } from "../../simulation/closed-form/range";

/** @param ms infinite where it never comes */
export function duration(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) {
    return "never";
  }
  const seconds = ms / 1_000;
  if (seconds < 100) {
    return `${short(seconds, seconds < 10 ? 1 : 0)} s`;
  }
  return `${short(seconds / 60, 1)} min`;
}

function short(number: number, digits: number): string {
  return number.toFixed(digits).replace(/\.0$/, "");
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function count(number: number): string {
  return number.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

export function between(range: Range, tell: (end: number) => string): string {
  if (range.most === Number.POSITIVE_INFINITY) {
    return `${tell(range.least)} or more`;
  }
  return range.least === range.most
    ? tell(range.least)
    : `${tell(range.least)} – ${tell(range.most)}`;
}

export function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(1)} ×` : "–";
}
