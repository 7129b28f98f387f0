import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, inject, it } from "vitest";
import { factsOf, withHidden } from "../hidden-facts/facts";
import {
  type Answers,
  answersTo,
  BASES,
  pathOfShape,
  planOfShape,
  takenForGood,
} from "../hidden-facts/judged";
import { filesOf, SHAPES } from "../hidden-facts/shapes";
import { Terraform } from "../support/terraform";
import { writtenFiles } from "../support/written-files";

const { providerMirror } = inject("tools");

/** Of a larger plan, evenly spread ones. */
const MOST_FACTS = 500;

describe.each(Object.entries(BASES))("the plan %s", (_, planOf) => {
  it("is broken or in doubt, whichever fact is hidden", { timeout: 300_000 }, () => {
    const plan = planOf();
    const before = answersTo(plan) as Answers;
    const facts = factsOf(plan);
    const step = Math.ceil(facts.length / MOST_FACTS);
    const chosen = facts.filter((_, index) => index % step === 0);
    const wrong = chosen.flatMap((fact) =>
      takenForGood(before, answersTo(withHidden(plan, [fact]))).map(
        (doubt) => `${doubt}, without ${fact.join(".")}`,
      ),
    );
    expect(wrong).toEqual([]);
  });
});

/** Set to write the plans that are committed again, after a change of the shapes. */
const { UPDATE_PLAN_FIXTURES } = process.env;

describe.skipIf(!providerMirror)("a committed plan", () => {
  it.each(Object.entries(SHAPES))("is what Terraform plans today: %s", async (name, shape) => {
    const terraform = new Terraform(writtenFiles(filesOf(shape)));
    await terraform.init();
    const plan = await terraform.plan();
    if (UPDATE_PLAN_FIXTURES) {
      writeFileSync(pathOfShape(name), gzipSync(JSON.stringify(plan), { level: 9 }));
    }
    expect(answersTo(plan)).toEqual(answersTo(planOfShape(name)));
  });
});
