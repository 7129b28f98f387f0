import { describe, expect, it } from "vitest";
import { describeAssumptions } from "../../src/topology/describe-assumptions";
import type { Assumption } from "../../src/topology/model";

const every = (address: string): Assumption => ({
  address,
  attribute: "subnets",
  kind: "every",
  meant: [{ resource: "aws_subnet.public", instances: 2 }],
});

describe("what is assumed of a plan", () => {
  it("is one line for all instances of a resource and of its module", () => {
    const { lines, more } = describeAssumptions(
      Array.from({ length: 10_000 }, (_, index) =>
        every(`module.web["${index % 100}"].aws_lb.main[${index}]`),
      ),
    );
    expect({ lines, more }).toEqual({
      lines: [
        "module.web.aws_lb.main (10000 instances): subnets is taken to be all 2 instances of aws_subnet.public",
      ],
      more: 0,
    });
  });

  it("is a handful of lines, what says where things stand first, and a count of the rest", () => {
    const pair: Assumption = { ...every("aws_route.a"), kind: "same-key" };
    const many = Array.from({ length: 1_000 }, (_, index) => every(`aws_lb.lb${index}`));
    const { lines, more } = describeAssumptions([pair, ...many]);
    expect(lines).toHaveLength(8);
    expect(lines[0]).toMatch(/^aws_lb\.lb0: /);
    expect(more).toBe(993);
  });
});
