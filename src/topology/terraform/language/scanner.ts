/** Thrown where a text is beyond what is read of Terraform's language. */
export class Unsupported extends Error {}

/** A place in a text, moved on by what is read. */
export class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  get place(): number {
    return this.at;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  peek(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** Reads a token, and says whether it stood there. */
  taken(token: string): boolean {
    const found = this.peek(token);
    this.at += found ? token.length : 0;
    return found;
  }

  /** @throws Unsupported where something else stands there */
  expect(token: string): void {
    if (!this.taken(token)) {
      throw new Unsupported();
    }
  }

  /** @param pattern with the sticky flag */
  matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  skipSpace(): void {
    this.matched(/\s+/y);
  }

  /** Leaves out what was inserted from a place on, however it is written, and returns it. */
  skipInserted(from: number): string {
    let depth = 0;
    let quoted = false;
    for (this.at = from; this.at < this.text.length; this.at++) {
      const character = this.text[this.at];
      if (quoted && character === "\\") {
        this.at++;
      } else if (character === '"') {
        quoted = !quoted;
      } else if (!quoted && character === "{") {
        depth++;
      } else if (!quoted && character === "}" && --depth === 0) {
        this.at++;
        break;
      }
    }
    return this.text.slice(from, this.at);
  }
}
