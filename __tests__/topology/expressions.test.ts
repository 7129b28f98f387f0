import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  evaluateText,
  type Scope,
  stepsOf,
} from "../../src/topology/terraform/language/expression";
import { targetOf } from "../../src/topology/terraform/language/traversal";
import {
  Encoded,
  Reference,
  referencesIn,
  Template,
  Unresolved,
} from "../../src/topology/terraform/value";

/** Every resource is there once. */
const scope: Scope = (steps) => {
  const target = targetOf(steps);
  return target?.kind === "resource"
    ? new Reference(target.block, target.path)
    : new Unresolved("not a resource");
};

const id = (address: string) => new Reference(address, ["id"]);

describe("a text in Terraform's JSON syntax", () => {
  it.each([
    ["plain text", "plain text"],
    ["a lone $ or % or $${escaped} or %%{escaped}", "a lone $ or % or ${escaped} or %{escaped}"],
    ["$$${aws_vpc.main.id}", "$${aws_vpc.main.id}"],
    ["${aws_vpc.main.id}", id("aws_vpc.main")],
    ["${data.aws_vpc.main.id}", id("data.aws_vpc.main")],
    ["${aws_vpc.with-hyphens_2.id}", id("aws_vpc.with-hyphens_2")],
    ["${tostring(aws_vpc.main.id)}", id("aws_vpc.main")],
    ["${toset([ aws_vpc.a.id , aws_vpc.b.id ])}", [id("aws_vpc.a"), id("aws_vpc.b")]],
    ['${concat([aws_vpc.a.id], ["vpc-1"])}', [id("aws_vpc.a"), "vpc-1"]],
    ['${["a\\n\\"b\\" \\u00e9 ${"c"}", 1.5, -2, true, null]}', ['a\n"b" é c', 1.5, -2, true, null]],
    ['${{"a" = 1, b: aws_vpc.main.id}}', { a: 1, b: id("aws_vpc.main") }],
    ['${jsonencode([{"name" = "web"}])}', new Encoded([{ name: "web" }])],
    [
      '${aws_lb.main.access_logs[0]["bucket"]}',
      new Reference("aws_lb.main", ["access_logs", 0, "bucket"]),
    ],
    ["arn/${aws_vpc.main.id}/", new Template(["arn/", id("aws_vpc.main"), "/"])],
  ])("%s", (text, value) => {
    expect(flat(evaluateText(text, scope))).toEqual(flat(value));
  });

  it.each([
    "${var.public ? aws_vpc.a.id : aws_vpc.b.id}",
    '${[for zone in ["a"] : aws_vpc.a.id if aws_vpc.b.id != zone]}',
    "${slice([aws_vpc.a.id, aws_vpc.b.id], 0, 1)}",
    "${aws_vpc.a.tags[aws_vpc.b.id]}",
    "%{ if true }${aws_vpc.a.id}%{ endif }${aws_vpc.b.id}",
  ])("does not guess what %s comes to, but knows what it depends on", (text) => {
    const value = evaluateText(text, scope);
    expect(value).toBeInstanceOf(Unresolved);
    const addresses = referencesIn(value).map(({ address }) => address);
    expect(new Set(addresses)).toEqual(new Set(["aws_vpc.a", "aws_vpc.b"]));
  });

  it("comes to an end, whatever the text", () => {
    const pieces = fc.constantFrom(
      "${",
      "%{",
      "}",
      '"',
      "\\",
      "$",
      "a",
      ".",
      "[",
      "]",
      "(",
      ",",
      "1",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (text) => {
        expect(() => evaluateText(text.join(""), scope)).not.toThrow();
      }),
    );
  });
});

describe("a reference in a plan", () => {
  it.each([
    ["aws_subnet.public[0].id", ["aws_subnet", "public", 0, "id"]],
    ['module.service["frontend"].arn', ["module", "service", "frontend", "arn"]],
    ["each.value", ["each", "value"]],
  ])("%s", (reference, keys) => {
    expect(stepsOf(reference)?.map(({ key }) => key)).toEqual(keys);
  });

  it.each(["", "a +", "a.b c", "[", "aws_subnet.public[count.index].id"])(
    "is not understood: %s",
    (reference) => {
      expect(stepsOf(reference)).toBeUndefined();
    },
  );
});

/** References compare by what they say. */
function flat(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
