import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPlanFiles } from "../../src/review/plan/plan-file";
import { review } from "../../src/review/review";
import { temporaryFolder } from "../support/terraform";
import { fixture } from "./support/fixtures";
import { reviewOf } from "./support/review";

const change = { actions: ["create"], before: null, after: {} };
const resource = { address: "aws_lb.main", mode: "managed", type: "aws_lb", change };

/** Each is what someone may give by mistake, or what Terraform writes of a plan that is not whole. */
const REFUSED: readonly (readonly [what: string, document: unknown, message: string])[] = [
  ["nothing", null, "it is not a plan"],
  ["a list", [], "it is not a plan"],
  ["foreign JSON", { name: "ecs-zone-loss" }, "it is not a plan"],
  ["synthesized JSON", { resource: {}, terraform: {} }, "it is not a plan"],
  ["a state", { format_version: "1.0", values: {} }, "not a state"],
  [
    "a later format",
    { ...fixture("update"), format_version: "2.0" },
    'the format "2.0" is not known',
  ],
  ["a format without a number", { ...fixture("update"), format_version: 1 }, "it is not a plan"],
  ["a plan that failed", fixture("errored"), "Terraform failed while it planned"],
  ["a plan of a part", fixture("incomplete"), "plan again without -target"],
  // Crafted: only experimental builds of Terraform put changes off.
  [
    "a plan with changes put off",
    { ...fixture("create"), complete: false, deferred_changes: [{ reason: "unknown" }] },
    "Terraform put off 1 changes",
  ],
  [
    "an action of a later version",
    { ...fixture("update"), resource_changes: [{ ...resource, change: { actions: ["renew"] } }] },
    "an action that is not known",
  ],
  [
    "actions in an order that nobody documents",
    {
      ...fixture("update"),
      resource_changes: [{ ...resource, change: { actions: ["delete", "update"] } }],
    },
    "an action that is not known",
  ],
  [
    "a change without actions",
    { ...fixture("update"), resource_changes: [{ ...resource, change: {} }] },
    '"resource_changes" is missing or not as Terraform writes it',
  ],
  [
    "a list of changes that is none",
    { ...fixture("update"), resource_changes: {} },
    '"resource_changes" is missing or not as Terraform writes it',
  ],
];

describe("what is not a whole plan", () => {
  it.each(REFUSED)("is refused in one line: %s", (_, document, message) => {
    expect(() => reviewOf(document)).toThrow(message);
    expect(() => reviewOf(document)).toThrow(/^demo-ha: [^\n]+$/);
  });

  it("is refused as a file, without a word of what is in it", () => {
    const folder = temporaryFolder();
    const refusal = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return () => readPlanFiles([path]);
    };
    expect(refusal("empty.json", "")).toThrow(/empty\.json" is empty/);
    const cut = refusal("cut.json", '{"format_version":"1.2","variables":{"password":"hunter2-s');
    expect(cut).toThrow(/^(?!.*hunter2).*cut\.json/);
    expect(() => readPlanFiles([join(folder, "none.json")])).toThrow(/none\.json/);
  });

  it("is refused wherever a plan is cut off", () => {
    const folder = temporaryFolder();
    const text = JSON.stringify(fixture("sensitive"));
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        const path = join(folder, "cut.json");
        writeFileSync(path, text.slice(0, length));
        expect(() => review({ plans: readPlanFiles([path]), waivers: [] })).toThrow(
          expect.objectContaining({ name: "Unreviewable" }),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("is refused whatever JSON it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(() => reviewOf(document)).toThrow(expect.objectContaining({ name: "Unreviewable" }));
      }),
    );
  });

  it("is never safe when a part of a plan has the wrong type", () => {
    const plan = fixture("replace");
    const parts = ["resource_changes", "planned_values", "configuration", "terraform_version"];
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.jsonValue(), (part, value) => {
        let verdict: string;
        try {
          verdict = reviewOf({ ...plan, [part]: value }).verdict;
        } catch (error) {
          verdict = (error as Error).name;
        }
        expect(["Unreviewable", "needs-a-person"]).toContain(verdict);
      }),
    );
  });
});

describe("plans of the same name", () => {
  it("are refused, for nobody could tell them apart", () => {
    const folder = temporaryFolder();
    const path = join(folder, "demo-ha.json");
    writeFileSync(path, JSON.stringify(fixture("create")));
    expect(() => readPlanFiles([path, path])).toThrow('two plans are named "demo-ha"');
  });
});
