import { describe, expect, it } from "vitest";
import { planOf, reviewOf } from "../support/review";

describe("an output", () => {
  /** As Terraform writes it: marked on both sides where it was or is to be sensitive. */
  const judged = (actions: readonly string[], marked: boolean, configured: object) => {
    const { concerns, verdict } = reviewOf({
      ...planOf(),
      output_changes: {
        token: {
          actions,
          before: "s3cr3t-token",
          after: "s3cr3t-token",
          before_sensitive: marked,
          after_sensitive: marked,
        },
      },
      configuration: { root_module: { outputs: { token: configured } } },
    });
    return [verdict, ...concerns.map(({ subject, what }) => `${subject}: ${what}`)];
  };

  it("that is no longer sensitive needs confirmation, and its value is not shown", () => {
    expect(judged(["update"], true, { expression: {} })).toEqual([
      "needs-a-person",
      "output.token: its value was sensitive, and is shown in logs from now on",
    ]);
  });

  it.each([
    ["stays sensitive", ["update"], true, { sensitive: true }],
    ["never was", ["update"], false, {}],
    ["goes", ["delete"], true, {}],
  ])("that %s is safe", (_, actions, marked, configured) => {
    expect(judged(actions, marked, configured)).toEqual(["safe"]);
  });
});
