import { safeJson } from "../../redaction/safe-json";
import type { Review } from "../model";

/** Everything that was found, for programs; later versions only add to it. */
export function toJson(review: Review): string {
  return json(review);
}

export function toFailedJson(reason: string): string {
  return json({ verdict: "could-not-tell", error: reason });
}

function json(content: object): string {
  return `${safeJson({ version: 1, ...content })}\n`;
}
