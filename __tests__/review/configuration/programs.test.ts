import { describe, expect, it } from "vitest";
import { fixture } from "../support/fixtures";
import { AWS, OURS, planWith, reviewed, said } from "./support";

/** A data source in a module that is called twice deep. */
function planReading(type: string): Readonly<Record<string, unknown>> {
  const resources = [{ address: `data.${type}.it`, mode: "data", type, name: "it" }];
  const inner = { module: { resources } };
  const outer = { module: { module_calls: { inner } } };
  return planWith(
    { aws: OURS },
    {
      configuration: {
        provider_config: { aws: OURS },
        root_module: { module_calls: { outer } },
      },
    },
  );
}

describe("a program that an apply runs", () => {
  it("is blocked in a module of a module, of a resource that never is, in a plan that changes nothing", () => {
    const review = reviewed(fixture("provisioners"));
    expect(review.verdict).toBe("blocked");
    expect(said(review)).toEqual([
      "blocked module.outer.module.inner.terraform_data.box: a provisioner (local-exec) runs a program with the credentials of the apply",
      "blocked module.outer.module.inner.terraform_data.box: a provisioner (remote-exec) runs programs on another machine",
    ]);
  });

  it.each([
    [
      "external",
      "blocked",
      /^blocked module\.outer\.module\.inner\.data\.external\.it: .* runs a program/,
    ],
    ["aws_lambda_invocation", "needs-a-person", /^yes module\..*: .* calls a function/],
    ["http", "needs-a-person", /^yes module\..*: .* asks an address outside AWS/],
  ])("is seen in the data source %s", (type, verdict, words) => {
    const review = reviewed(
      planReading(type),
      {},
      { lockedProviders: new Map([[AWS, "5.100.0"]]) },
    );
    expect([review.verdict, said(review)]).toEqual([verdict, [expect.stringMatching(words)]]);
  });

  it("is none where AWS is only asked", () => {
    expect(said(reviewed(planReading("aws_caller_identity")))).toEqual([]);
  });
});
