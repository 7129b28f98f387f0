import { isKnown, type Knowable, type Unknown } from "../../topology/knowable";

/**
 * Tasks of a service, and container instances of a cluster.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
 */
const LARGEST = 5_000;

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

  /** A number of tasks or instances; 0 is gone on with where AWS would refuse it. */
  size<T extends number | undefined>(value: Knowable<T>, subject: string, name: string): T | 0 {
    const size = this.known<T | 0>(value, subject, name, 0);
    if (size === undefined || (Number.isInteger(size) && size >= 0 && size <= LARGEST)) {
      return size;
    }
    this.miss(`${subject}: ${name} is ${size}, and AWS takes whole numbers from 0 to ${LARGEST}`);
    return 0;
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
