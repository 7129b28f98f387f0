import type { Review } from "../model";

/** Everything that was found, for programs; later versions only add to it. */
export function toJson(review: Review): string {
  return json(review);
}

export function toFailedJson(reason: string): string {
  return json({ verdict: "could-not-tell", error: reason });
}

function json(content: object): string {
  return `${JSON.stringify({ version: 1, ...content }, null, 2)}\n`;
}
