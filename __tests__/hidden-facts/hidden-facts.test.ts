import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf, type Path, withHidden } from "./facts";
import { type Answers, answersTo, BASES, type Base, takenForGood } from "./judged";

/** Each property looks at these many sets of hidden facts; `test:slow` at every fact by itself. */
const RUNS = 30;

describe.each(Object.entries(BASES))("the plan %s", (_, planOf: Base) => {
  const plan = planOf();
  const before = answersTo(plan) as Answers;
  const facts = factsOf(plan);

  it("is broken by a rule or does not survive", () => {
    expect([...before.rules.doubted, ...before.prediction.doubted]).not.toEqual([]);
    expect(facts.length).toBeGreaterThan(200);
  });

  it("is broken or in doubt, whatever is hidden of it", () => {
    const hidden = fc.uniqueArray(fc.constantFrom<Path>(...facts), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(hidden, (paths) => {
        expect(takenForGood(before, answersTo(withHidden(plan, paths)))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
