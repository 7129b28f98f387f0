import type { Review } from "../../model";
import { concerns } from "./concerns";
import { counts } from "./counts";
import { plain, sentence } from "./escape";
import { headline } from "./headline";
import { lowRisk } from "./low-risk";
import { origin } from "./origin";
import { resilience } from "./resilience";
import { fit } from "./table";

/** GitHub takes comments of at most 65,536 characters. */
export const COMMENT_LIMIT = 60_000;

/** How much of the limit each part may take that is never left out; the rest is for the others. */
const SHARES = { origin: 0.1, counts: 0.1, resilience: 0.3, concerns: 0.3, notes: 0.05 } as const;

/**
 * One comment for all plans, found again by its hidden first line.
 *
 * @param limit in characters; what matters least is left out first, and said to be
 */
export function toMarkdown(review: Review, limit = COMMENT_LIMIT): string {
  const essential = [marker(review.environment), headline(review), ...essentials(review, limit)];
  const kept = [...lowRisk(review)];
  const left: string[] = [];
  for (;;) {
    const texts = [...essential, ...kept.map(({ text }) => text), ...said(left, limit)];
    const comment = `${texts.join("\n\n")}\n`;
    const dropped = comment.length > limit ? kept.pop() : undefined;
    if (!dropped) {
      return comment;
    }
    left.push(dropped.name);
  }
}

/** @param reason in one plain line, with nothing of the plan in it */
export function toFailedMarkdown(reason: string, environment: string | undefined): string {
  return `${marker(environment)}\n\n## ❓ Could not tell: ${sentence(reason)}\n`;
}

/** @param environment of an environment whose comment is another's neighbour */
export function marker(environment: string | undefined): string {
  return environment === undefined
    ? "<!-- ha-review -->"
    : `<!-- ha-review ${word(environment)} -->`;
}

/** Nothing that could end an HTML comment. */
function word(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]|--/g, "_");
}

function essentials(review: Review, limit: number): string[] {
  const room = (share: keyof typeof SHARES) => Math.floor(SHARES[share] * limit);
  const each = Math.floor(room("resilience") / Math.max(1, review.resilience.length));
  return [
    origin(review, room("origin")),
    counts(review, room("counts")),
    ...review.resilience.map((part) => resilience(part, each)),
    ...(review.concerns.length > 0 ? [concerns(review, room("concerns"))] : []),
    ...notes(review, room("notes")),
  ];
}

function notes(review: Review, room: number): string[] {
  const lines = fit(
    review.notes.map((note) => `- ${plain(note)}`),
    room,
  );
  return lines.length === 0 ? [] : [`### Notes\n\n${lines.join("\n")}`];
}

const NAMED = 12;

function said(left: readonly string[], limit: number): string[] {
  if (left.length === 0) {
    return [];
  }
  const names = left.slice(0, NAMED).join("; ");
  const more = left.length > NAMED ? `; and ${left.length - NAMED} more parts` : "";
  return [`_Left out to stay within ${limit} characters, see the full report: ${names}${more}._`];
}
