import { describe, expect, it } from "vitest";
import { expectRightAnswer, type PlannedChanges } from "./support/change-answers";
import { SERVICE_CHANGES } from "./support/changes";
import { fixture } from "./support/fixtures";
import { reviewOf } from "./support/review";

const planned = fixture("changes") as unknown as PlannedChanges;

describe("a change that real Terraform planned", () => {
  it.each(SERVICE_CHANGES)("is answered rightly: $name", (change) => {
    expectRightAnswer(change, planned);
  });

  it("is safe where there is none", () => {
    expect(reviewOf(planned.unchanged).verdict).toBe("safe");
  });
});
