import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spellingsOf } from "../../src/redaction/encodings";
import { oneLine } from "../../src/review/output/one-line";
import { FORMATS, render, renderFailure } from "../../src/review/output/render";
import { readBase } from "../../src/review/resilience/base";
import { temporaryFolder } from "../support/terraform";
import { fixture, fixturePath } from "./support/fixtures";
import { PLANTINGS } from "./support/planted-secrets";
import { planOf, reviewOf } from "./support/review";

/** With what JSON, HTML, URLs and Markdown write otherwise. */
const SECRET = `pl"nted<&>\\secret/7+f3=ä|\`_*`;

/** Every output that a plan leads to, the refusal of it included. */
function outputsOf(plan: unknown): string[] {
  try {
    const review = reviewOf(plan);
    return [...FORMATS.map((format) => render(review, format)), oneLine(review)];
  } catch (error) {
    const { name, message } = error as Error;
    expect(name).toBe("Unreviewable");
    return [message, ...FORMATS.map((format) => renderFailure(message, format))];
  }
}

describe("a secret in a plan", () => {
  it("is planted in more than 30 places", () => {
    expect(PLANTINGS.length).toBeGreaterThan(30);
  });

  it.each(PLANTINGS)("reaches no output from: $place", ({ plan }) => {
    const outputs = outputsOf(plan(SECRET));
    expect(outputs.length).toBe(4);
    for (const output of outputs) {
      // What Markdown escapes is no other secret.
      for (const text of [output, output.replace(/\\(?=[!-/:-@[-`{-~])/g, "")]) {
        expect(spellingsOf(SECRET).filter((spelling) => text.includes(spelling))).toEqual([]);
        expect(text).not.toMatch(/nted|secret\/7/);
      }
    }
  });

  it("is hidden where it is masked, however common its value is", () => {
    const { stacks } = reviewOf(
      planOf({
        type: "aws_lb",
        actions: ["update"],
        before: { internal: false },
        after: { internal: true },
        after_sensitive: { internal: true },
      }),
    );
    expect(stacks[0]?.changes[0]?.attributes).toEqual([
      { name: "internal", before: "false", after: "(sensitive)" },
    ]);
  });

  it("is shown where nothing hides it, so that the places above are looked at", () => {
    const { stacks } = reviewOf(
      planOf({
        type: "aws_autoscaling_group",
        actions: ["update"],
        before: { availability_zones: ["a"] },
        after: { availability_zones: ["b"] },
      }),
    );
    expect(stacks[0]?.changes[0]?.attributes).toEqual([
      { name: "availability_zones[0]", before: "a", after: "b" },
    ]);
  });
});

const SERVICE = fixture("service");
const WEAKENED = fixture("service-weakened");
const BASE = readBase([fixturePath("service")]);

describe("secrets of a real plan", () => {
  it.each(FORMATS)("are in no output: %s", (format) => {
    const output = render(reviewOf(WEAKENED, { base: BASE }), format);
    expect(output).not.toMatch(/planted/i);
  });

  it.each(FORMATS)("are in no finding of a rule: %s", (format) => {
    const secret = "2 failures every 30 s";
    const marked = {
      ...WEAKENED,
      output_changes: { token: { actions: ["create"], after: secret, after_sensitive: true } },
    };
    expect(render(reviewOf(WEAKENED, { base: BASE }), format)).toContain(secret);
    expect(render(reviewOf(marked, { base: BASE }), format)).not.toContain(secret);
  });

  it("are looked for in the base too", () => {
    const file = join(temporaryFolder(), "service.json");
    const secret = "2 failures every 5 s";
    const output_changes = { token: { actions: ["create"], after: secret, after_sensitive: true } };
    writeFileSync(file, JSON.stringify({ ...SERVICE, output_changes }));
    const output = render(reviewOf(WEAKENED, { base: readBase([file]) }), "json");
    expect(output).not.toContain(secret);
  });
});
