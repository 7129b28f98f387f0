import { isUnknown, type Knowable } from "../topology/knowable";

/** Subjects by what they refer to. */
export class ReferenceIndex<S> {
  private readonly byReference = new Map<string, S[]>();
  /** What they refer to is not known: it may be anything. */
  readonly untold: S[] = [];

  constructor(subjects: readonly S[], referencesOf: (subject: S) => Knowable<readonly string[]>) {
    for (const subject of subjects) {
      const references = referencesOf(subject);
      if (isUnknown(references)) {
        this.untold.push(subject);
        continue;
      }
      for (const reference of new Set(references)) {
        const others = this.byReference.get(reference);
        if (others) {
          others.push(subject);
        } else {
          this.byReference.set(reference, [subject]);
        }
      }
    }
  }

  /** Those that surely refer to it. */
  to(reference: string): readonly S[] {
    return this.byReference.get(reference) ?? [];
  }

  /** Those that may refer to it: every other one surely does not. */
  perhapsTo(reference: string): readonly S[] {
    return [...this.to(reference), ...this.untold];
  }
}
