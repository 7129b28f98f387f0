import type { Review } from "../../model";
import { unjudgedBecause } from "../../verdict";
import { code, type Markdown, plain, sentence } from "./escape";

const VERDICTS = {
  safe: "✅ Safe",
  "needs-a-person": "✋ Needs a person's yes",
  blocked: "🛑 Blocked",
} as const;

/** The verdict in one line, with its reason. */
export function headline(review: Review): string {
  return `## ${VERDICTS[review.verdict]}: ${reason(review)}`;
}

function reason(review: Review): string {
  const { reason: cause, furtherCauses } = review;
  if (!cause) {
    return sentence(safeReason(review));
  }
  const more = furtherCauses > 0 ? ` (and ${furtherCauses} more)` : "";
  const unjudged = unjudgedBecause(review.resilience);
  const also = unjudged === undefined ? "" : `; ${unjudged}`;
  return `${code(cause.subject)}: ${plain(cause.text)}${more}${also}` as Markdown;
}

function safeReason({ stacks, resilience }: Review): string {
  const unjudged = unjudgedBecause(resilience);
  if (stacks.every(({ changes, outputs }) => changes.length + outputs.length === 0)) {
    return unjudged === undefined ? "nothing changes" : `nothing changes; ${unjudged}`;
  }
  return `every change is known to be harmless; ${unjudged ?? "every rule of zone loss that applies holds or is waived"}`;
}
