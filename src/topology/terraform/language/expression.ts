import { referencesIn, textOf, Unresolved, type Value } from "../value";
import { resultOf } from "./functions";
import { Scanner, Unsupported } from "./scanner";
import { SPLAT, type Step } from "./traversal";

/** What names mean where an expression stands: the value of a reference such as `var.zones[0]`. */
export type Scope = (steps: readonly Step[]) => Value;

/**
 * The value of a text in Terraform's JSON syntax: literal text, and what stands in `${…}`. Of its
 * expressions those are evaluated that only name, group or convert: references, literals, lists,
 * objects, `tostring` and its like, `concat`, `jsonencode`. Any other is unresolved.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function evaluateText(text: string, scope: Scope): Value {
  return /[$%]\{/.test(text) ? new Evaluation(text, scope).template() : text;
}

/** The steps of a single reference; undefined where it is not understood. */
export function stepsOf(reference: string): readonly Step[] | undefined {
  let steps: readonly Step[] | undefined;
  const evaluation = new Evaluation(reference, (read) => {
    steps = read;
    return null;
  });
  try {
    return evaluation.whole() === null ? steps : undefined;
  } catch (error) {
    if (error instanceof Unsupported) {
      return undefined;
    }
    throw error;
  }
}

const RESOURCE = /(?:\bdata\.)?\b[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*/g;

class Evaluation {
  private readonly scanner: Scanner;

  constructor(
    text: string,
    private readonly scope: Scope,
  ) {
    this.scanner = new Scanner(text);
  }

  /** Up to the end of the text or, inside an expression, to the closing quote. */
  template(quoted = false): Value {
    const parts: Value[] = [];
    while (!this.scanner.ended && !(quoted && this.scanner.peek('"'))) {
      const inserted = this.scanner.peek("${") || this.scanner.peek("%{");
      parts.push(inserted ? this.inserted() : this.literal(quoted));
    }
    return parts.length === 1 ? (parts[0] as Value) : textOf(parts);
  }

  /** @throws Unsupported where there is more than one expression that is understood */
  whole(): Value {
    const value = this.expression();
    if (!this.scanner.ended) {
      throw new Unsupported();
    }
    return value;
  }

  private literal(quoted: boolean): string {
    let text = "";
    for (;;) {
      const escaped = ["$${", "%%{"].find((start) => this.scanner.taken(start));
      const plain = escaped?.slice(1) ?? this.scanner.matched(quoted ? QUOTED : UNQUOTED);
      if (plain === undefined) {
        break;
      }
      text += quoted ? unescaped(plain) : plain;
    }
    if (text === "") {
      throw new Unsupported();
    }
    return text;
  }

  private inserted(): Value {
    const start = this.scanner.place;
    try {
      this.scanner.expect("${");
      const value = this.expression();
      this.scanner.expect("}");
      return value;
    } catch (error) {
      if (!(error instanceof Unsupported)) {
        throw error;
      }
      const written = this.scanner.skipInserted(start);
      return new Unresolved(`not evaluated: ${shortened(written)}`, this.mentionedIn(written));
    }
  }

  private mentionedIn(written: string) {
    return [...new Set(written.match(RESOURCE))].flatMap((name) =>
      referencesIn(
        this.scope([...name.split(".").map(attribute), { key: SPLAT, bracketed: true }]),
      ),
    );
  }

  private expression(): Value {
    this.scanner.skipSpace();
    const value = this.primary();
    this.scanner.skipSpace();
    return value;
  }

  private primary(): Value {
    if (this.scanner.taken('"')) {
      return this.quoted();
    }
    if (this.scanner.taken("[")) {
      return this.separated("]", () => this.expression());
    }
    if (this.scanner.taken("{")) {
      return Object.fromEntries(this.separated("}", () => this.entry()));
    }
    const number = this.scanner.matched(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y);
    return number === undefined ? this.named() : Number(number);
  }

  private quoted(): Value {
    const value = this.scanner.peek('"') ? "" : this.template(true);
    this.scanner.expect('"');
    return value;
  }

  private named(): Value {
    const name = this.identifier();
    if (name === "true" || name === "false") {
      return name === "true";
    }
    if (name === "null") {
      return null;
    }
    return this.scanner.taken("(")
      ? resultOf(
          name,
          this.separated(")", () => this.expression()),
        )
      : this.reference(name);
  }

  private reference(root: string): Value {
    const steps: Step[] = [attribute(root)];
    for (;;) {
      if (this.scanner.taken(".")) {
        const index = this.scanner.matched(/\d+|\*/y);
        steps.push(
          index === undefined
            ? attribute(this.identifier())
            : { key: index === SPLAT ? SPLAT : Number(index), bracketed: true },
        );
      } else if (this.scanner.taken("[")) {
        steps.push({ key: this.scanner.matched(/\*/y) ?? this.index(), bracketed: true });
        this.scanner.expect("]");
      } else {
        return this.scope(steps);
      }
    }
  }

  private index(): string | number {
    const value = this.expression();
    if (typeof value !== "string" && typeof value !== "number") {
      throw new Unsupported();
    }
    return value;
  }

  private entry(): [string, Value] {
    this.scanner.skipSpace();
    const key = this.scanner.taken('"') ? this.quoted() : this.identifier();
    this.scanner.skipSpace();
    if (typeof key !== "string" || !(this.scanner.taken("=") || this.scanner.taken(":"))) {
      throw new Unsupported();
    }
    return [key, this.expression()];
  }

  private separated<T>(end: string, next: () => T): T[] {
    const read: T[] = [];
    for (;;) {
      this.scanner.skipSpace();
      if (this.scanner.taken(end)) {
        return read;
      }
      read.push(next());
      this.scanner.skipSpace();
      if (!this.scanner.taken(",")) {
        this.scanner.expect(end);
        return read;
      }
    }
  }

  private identifier(): string {
    const name = this.scanner.matched(/[A-Za-z_][\w-]*/y);
    if (name === undefined) {
      throw new Unsupported();
    }
    return name;
  }
}

/** Text up to what is inserted or escaped. A lone `$` or `%` is text. */
const UNQUOTED = /(?:[^$%]|\$(?!\$?\{)|%(?!%?\{))+/y;
const QUOTED = /(?:[^$%"\\]|\\[\s\S]|\$(?!\$?\{)|%(?!%?\{))+/y;

function unescaped(text: string): string {
  const simple: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_, code: string | undefined, character: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (simple[character] ?? character),
  );
}

function attribute(key: string): Step {
  return { key, bracketed: false };
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
