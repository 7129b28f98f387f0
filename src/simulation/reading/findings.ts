import { isKnown, type Knowable, type Unknown } from "../../topology/knowable";

/** What keeps a topology from being simulated, and what was taken for given to simulate it. */
export class Findings {
  readonly missing: string[] = [];
  readonly assumptions: string[] = [];

  /** The value; where it is unknown, notes that and goes on with the stand-in. */
  known<T>(value: Knowable<T>, subject: string, name: string, standIn: T): T {
    if (isKnown(value)) {
      return value;
    }
    this.missKnown(subject, name, value);
    return standIn;
  }

  missKnown(subject: string, name: string, { unknown }: Unknown): undefined {
    this.miss(`${subject}: not known: ${name} (${unknown})`);
  }

  miss(what: string): undefined {
    if (!this.missing.includes(what)) {
      this.missing.push(what);
    }
  }

  assume(what: string): void {
    if (!this.assumptions.includes(what)) {
      this.assumptions.push(what);
    }
  }
}
