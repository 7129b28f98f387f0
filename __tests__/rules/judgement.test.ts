import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyOf, given, gravest, holds, holdsIf, someOf } from "../../src/rules/judgement";
import { isUnknown, type Knowable, unknown } from "../../src/topology/knowable";

const conditions = fc.array(fc.constantFrom<Knowable<boolean>>(true, false, unknown("untold")), {
  maxLength: 6,
});

/** Every way in which what is not known may turn out. */
function completionsOf(some: readonly Knowable<boolean>[]): readonly (readonly boolean[])[] {
  return some.reduce<readonly (readonly boolean[])[]>(
    (all, condition) =>
      all.flatMap((known) =>
        isUnknown(condition)
          ? [
              [...known, true],
              [...known, false],
            ]
          : [[...known, condition]],
      ),
    [[]],
  );
}

describe("conditions together", () => {
  it.each([
    ["some", someOf, (known: readonly boolean[]) => known.includes(true)],
    ["every", everyOf, (known: readonly boolean[]) => !known.includes(false)],
  ] as const)(
    "are known to hold for %s exactly where nothing untold could change it",
    (_, together, meaning) => {
      fc.assert(
        fc.property(conditions, (some) => {
          const outcomes = new Set(completionsOf(some).map(meaning));
          const result = together(some);
          expect(isUnknown(result) ? outcomes.size : [...outcomes]).toEqual(
            isUnknown(result) ? 2 : [result],
          );
        }),
      );
    },
  );
});

describe("a judgement", () => {
  it("is unknown for every reason that a value is", () => {
    const judgement = given([unknown("one"), 3, unknown("two"), unknown("one")], () => holds("3"));
    expect(judgement).toEqual({ verdict: "unknown", value: "one; two" });
  });

  it.each([
    [["holds", "broken", "unknown"], "broken"],
    [["holds", "unknown", "not-applicable"], "unknown"],
    [["not-applicable", "holds"], "holds"],
    [["not-applicable"], "not-applicable"],
    [[], "not-applicable"],
  ] as const)("of several that say %j is %s", (verdicts, expected) => {
    expect(gravest(verdicts.map((verdict) => ({ verdict, value: verdict }))).verdict).toBe(
      expected,
    );
  });

  it("of a condition that is not known says why", () => {
    expect(holdsIf(unknown("known after the apply"), "off")).toEqual({
      verdict: "unknown",
      value: "known after the apply",
    });
  });
});
