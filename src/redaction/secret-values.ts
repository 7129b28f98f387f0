import { isTooDeep } from "../topology/json-limits";

/** Shorter ones are common words: they are known only where they are a whole value. */
export const SHORTEST_PART = 4;

/** The lines of a key or a certificate may turn up one at a time; shorter ones say too little. */
const SHORTEST_LINE = 16;

/** The values that must not be shown, gathered from marks and masks. */
export class SecretValues {
  private readonly values = new Set<string>();

  get all(): ReadonlySet<string> {
    return this.values;
  }

  /** Adds every value within, and what JSON in a string holds. */
  add(value: unknown): void {
    this.collect(value, 1);
  }

  /**
   * Adds what a mask covers: `true` stands for the whole value, anything else for its parts.
   *
   * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
   */
  addMasked(value: unknown, mask: unknown): void {
    if (mask === true) {
      this.add(value);
    } else if (isContainer(mask) && isContainer(value)) {
      for (const [key, part] of Object.entries(mask)) {
        this.addMasked(Object.hasOwn(value, key) ? value[key] : undefined, part);
      }
    }
  }

  /** @param shortest in characters, of what counts */
  private collect(value: unknown, shortest: number): void {
    if (typeof value === "string" || typeof value === "number") {
      this.addText(String(value), shortest);
    } else if (Array.isArray(value)) {
      for (const entry of value) {
        this.collect(entry, shortest);
      }
    } else if (isContainer(value)) {
      for (const [key, entry] of Object.entries(value)) {
        // What looks like an attribute of a schema is a name, and gives nothing away.
        this.addText(/^[a-z_]+$/i.test(key) ? "" : key, shortest);
        this.collect(entry, shortest);
      }
    }
  }

  private addText(text: string, shortest: number): void {
    if (text.length < shortest || text === "" || this.values.has(text)) {
      return;
    }
    this.values.add(text);
    for (const line of text.split("\n")) {
      if (line !== text) {
        this.addText(line.trim(), SHORTEST_LINE);
      }
    }
    const trimmed = text.trim();
    this.addText(trimmed, shortest);
    if (/^[[{"]/.test(trimmed)) {
      // A document has versions, counts and flags beside its secrets.
      this.collect(parsed(trimmed), SHORTEST_PART);
    }
  }
}

/** Undefined where it is no JSON, or none that can be gone through. */
function parsed(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return isTooDeep(json) ? undefined : json;
  } catch {
    return undefined;
  }
}

type Container = Readonly<Record<string, unknown>>;

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}
