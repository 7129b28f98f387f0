import { spellingsOf } from "./encodings";
import { type SecretValues, SHORTEST_PART } from "./secret-values";

/** Text from a plan or its base out of which every known secret was taken. */
export type Public = string & { readonly brand: "public" };

export const REDACTED = "(sensitive)";

/** Takes secrets out of text, in whatever spelling and wherever in it they stand. */
export class Redactor {
  private readonly secrets: ReadonlySet<string>;
  private readonly parts = new PartIndex();

  constructor(secrets: SecretValues) {
    this.secrets = secrets.all;
    for (const secret of this.secrets) {
      if (secret.length >= SHORTEST_PART) {
        for (const spelling of spellingsOf(secret)) {
          this.parts.add(spelling);
        }
      }
    }
  }

  publish(text: string): Public {
    return (this.secrets.has(text) ? REDACTED : this.withoutParts(text)) as Public;
  }

  /** Secrets that overlap or touch are taken out together, so that no end of either is left. */
  private withoutParts(text: string): string {
    let kept = "";
    let end = -1;
    for (let at = 0; at < text.length; at++) {
      const length = this.parts.longestAt(text, at);
      if (length > 0) {
        kept += at > end ? REDACTED : "";
        end = Math.max(end, at + length);
      }
      if (at >= end) {
        kept += text[at];
      }
    }
    return kept;
  }
}

/** What is looked for, by its first characters: it is never compared one by one. */
class PartIndex {
  private readonly parts = new Set<string>();
  private readonly lengthsByStart = new Map<string, number[]>();

  add(part: string): void {
    if (part.length < SHORTEST_PART || this.parts.has(part)) {
      return;
    }
    this.parts.add(part);
    const start = part.slice(0, SHORTEST_PART);
    const lengths = this.lengthsByStart.get(start);
    if (!lengths) {
      this.lengthsByStart.set(start, [part.length]);
    } else if (!lengths.includes(part.length)) {
      lengths.push(part.length);
    }
  }

  /** The length of the longest part that stands at a place; 0 where none does. */
  longestAt(text: string, at: number): number {
    const lengths = this.lengthsByStart.get(text.slice(at, at + SHORTEST_PART)) ?? [];
    return lengths.reduce(
      (longest, length) =>
        length > longest && this.parts.has(text.slice(at, at + length)) ? length : longest,
      0,
    );
  }
}
