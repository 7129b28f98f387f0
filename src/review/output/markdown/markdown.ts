import type { Review } from "../../model";
import { assumed } from "./assumed";
import { concerns } from "./concerns";
import { counts } from "./counts";
import { code, plain, sentence } from "./escape";
import { headline } from "./headline";
import { lowRisk } from "./low-risk";
import { origin } from "./origin";
import { resilience } from "./resilience";
import { fit } from "./table";

/** GitHub takes comments of at most 65,536 characters. */
export const COMMENT_LIMIT = 60_000;

/** How much of the limit each part may take that is never left out; the rest is for the others. */
const SHARES = {
  assumed: 0.05,
  origin: 0.1,
  counts: 0.1,
  resilience: 0.3,
  concerns: 0.3,
  notes: 0.05,
} as const;

/** Of what can be left out: the higher comes first. What has none stays. */
const LEAVE_OUT = { resilience: 1, notes: 2, lowRisk: 3 } as const;

interface Section {
  readonly text: string;
  /** What the reader misses without it. */
  readonly name: string;
  readonly leaveOut?: number;
}

/**
 * One comment for all plans, found again by its hidden first line.
 *
 * @param limit in characters; what matters least is left out first, and said to be
 */
export function toMarkdown(review: Review, limit = COMMENT_LIMIT): string {
  const sections = sectionsOf(review, limit);
  const left = leftOut(sections, limit - SAID_AT_MOST);
  const texts = sections.filter((section) => !left.has(section)).map(({ text }) => text);
  return `${[...texts, ...said([...left], limit)].join("\n\n")}\n`;
}

/** Of equals, the last goes first. */
function leftOut(sections: readonly Section[], room: number): ReadonlySet<Section> {
  const left = new Set<Section>();
  let length = sections.reduce((sum, { text }) => sum + text.length + 2, 0);
  const candidates = sections
    .filter(({ leaveOut }) => leaveOut !== undefined)
    .reverse()
    .sort((one, other) => (other.leaveOut ?? 0) - (one.leaveOut ?? 0));
  for (const section of candidates) {
    if (length > room) {
      left.add(section);
      length -= section.text.length + 2;
    }
  }
  return left;
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

function sectionsOf(review: Review, limit: number): Section[] {
  const room = (share: keyof typeof SHARES) => Math.floor(SHARES[share] * limit);
  const each = Math.floor(room("resilience") / Math.max(1, review.resilience.length));
  return [
    { name: "mark", text: marker(review.environment) },
    { name: "verdict", text: headline(review) },
    ...assumed(review, room("assumed")).map((text) => ({ name: "assumptions", text })),
    { name: "versions", text: origin(review, room("origin")) },
    { name: "counts", text: counts(review, room("counts")) },
    ...review.resilience.map((part) => ({
      name: `the loss of a zone in ${code(part.stack)}`,
      text: resilience(part, each),
      leaveOut: LEAVE_OUT.resilience,
    })),
    ...(review.concerns.length > 0
      ? [{ name: "concerns", text: concerns(review, room("concerns")) }]
      : []),
    ...notes(review, room("notes")),
    ...lowRisk(review).map((section) => ({ ...section, leaveOut: LEAVE_OUT.lowRisk })),
  ];
}

function notes(review: Review, room: number): Section[] {
  const lines = fit(
    review.notes.map((note) => `- ${plain(note)}`),
    room,
  );
  const text = `### Notes\n\n${lines.join("\n")}`;
  return lines.length === 0 ? [] : [{ name: "notes", text, leaveOut: LEAVE_OUT.notes }];
}

const NAMED = 12;

/** So many names of parts, each cut, and what is said around them. */
const SAID_AT_MOST = 3_000;

function said(left: readonly Section[], limit: number): string[] {
  if (left.length === 0) {
    return [];
  }
  const names = left
    .slice(0, NAMED)
    .map(({ name }) => name)
    .join("; ");
  const more = left.length > NAMED ? `; and ${left.length - NAMED} more parts` : "";
  return [`_Left out to stay within ${limit} characters, see the full report: ${names}${more}._`];
}
