import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologyOfPlan } from "../../src/topology/plan";
import { topologyOfSynthesized } from "../../src/topology/synthesized";
import { synthesize } from "../support/synth";
import { planFixture } from "../support/topology-fixtures";

/** One line that a person can act on, not what a program stumbles over. */
const PLAIN = /^"given" (?:is|has) [^\n]+$/;

function isReadOrPlainlyRefused(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect((error as Error).constructor).toBe(Error);
    expect((error as Error).message).toMatch(PLAIN);
  }
}

const readers: readonly (readonly [string, (json: unknown) => unknown])[] = [
  ["a plan", (json) => topologyOfPlan(json, "given")],
  ["synthesized JSON", (json) => topologyOfSynthesized([{ name: "given", json }])],
];

describe.each(readers)("as %s", (kind, read) => {
  it("any JSON is read or plainly refused", () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => isReadOrPlainlyRefused(() => read(json))));
  });

  it("any JSON in the places that matter is, too", () => {
    const any = fc.jsonValue({ maxDepth: 3 });
    const keys = fc.constantFrom(
      ..."format_version resource_changes configuration root_module resources module_calls prior_state values resource data module locals aws_ecs_service aws_lb aws_subnet change after after_unknown expressions references address type name".split(
        " ",
      ),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        any,
        fc.dictionary(keys, tie("node")),
        fc.array(tie("node"), { maxLength: 3 }),
      ),
    })).node;
    const document = fc.dictionary(keys, tree).map((parts) => ({
      ...(kind === "a plan" ? { format_version: "1.2", resource_changes: [] } : { resource: {} }),
      ...parts,
    }));
    fc.assert(fc.property(document, (json) => isReadOrPlainlyRefused(() => read(json))));
  });
});

describe("with parts lost or replaced", () => {
  const real: readonly (readonly [string, unknown, (json: unknown) => unknown])[] = [
    ["the demo's plan", planFixture("demo-ha"), readers[0]?.[1] ?? fail],
    ["the plan of hand-written HCL", planFixture("hand-written"), readers[0]?.[1] ?? fail],
    ["the demo's synthesized JSON", synthesize().ha.json, readers[1]?.[1] ?? fail],
  ];

  it.each(real)("%s is read or plainly refused", (_, json, read) => {
    const text = JSON.stringify(json);
    const damage = fc.array(
      fc.tuple(
        fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        fc.option(fc.jsonValue({ maxDepth: 2 })),
      ),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(damage, (places) => {
        const copy = JSON.parse(text);
        for (const [path, replacement] of places) {
          replaceAt(copy, path, replacement);
        }
        isReadOrPlainlyRefused(() => read(copy));
      }),
      { numRuns: 150 },
    );
  });
});

/** Goes down by the numbers of the path, and deletes or replaces what is there. */
function replaceAt(root: unknown, path: readonly number[], replacement: unknown): void {
  let parent = root as Record<string, unknown>;
  let key = "";
  for (const step of path) {
    const keys = Object.keys(parent);
    key = keys[step % keys.length] ?? "";
    const inner = parent[key];
    if (typeof inner !== "object" || inner === null || Object.keys(inner).length === 0) {
      break;
    }
    parent = inner as Record<string, unknown>;
  }
  if (replacement === null) {
    delete parent[key];
  } else {
    parent[key] = replacement;
  }
}

function fail(): never {
  throw new Error("there is no such reader");
}
