import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

const FOLDER = join(__dirname, "../fixtures");

type Json = Readonly<Record<string, unknown>>;

/** A plan that real Terraform wrote. */
export function fixture(name: string): Json {
  return JSON.parse(readFileSync(fixturePath(name), "utf8"));
}

export function fixturePath(name: string): string {
  return join(FOLDER, `${name}.json`);
}

/**
 * Expects of a plan what the fixture has, of which another version of Terraform may write more.
 * `WRITE_FIXTURES=1` takes the plan for the fixture.
 */
export function expectFixture(name: string, written: unknown): void {
  rewriteFixture(name, written);
  expect(normalized(written)).toMatchObject(comparable(fixture(name)));
}

/** With `WRITE_FIXTURES=1` alone. */
export function rewriteFixture(name: string, written: unknown): void {
  if (process.env["WRITE_FIXTURES"] === "1") {
    writeFileSync(fixturePath(name), `${JSON.stringify(normalized(written))}\n`);
  }
}

/** Ids that are drawn anew each time: of Terraform's own resources, and of those of AWS. */
const DRAWN = [
  /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g,
  /\b(?:vpc|subnet|sg|sgr|rtb|acl|dopt|igw)-[\da-f]{8,17}\b/g,
  /(?<=targetgroup\/[\w-]+\/)[\da-f]{16}/g,
];

/** Times and drawn ids differ from run to run: the former are one day, the latter are counted. */
function normalized(plan: unknown): Json {
  const ids = new Map<string, string>();
  const counted = (id: string) => {
    const number = String(ids.size + 1);
    const known =
      ids.get(id) ?? id.replace(/[\da-f]{4,}/g, (part) => number.padStart(part.length, "0"));
    ids.set(id, known);
    return known;
  };
  const text = DRAWN.reduce((json, drawn) => json.replace(drawn, counted), JSON.stringify(plan));
  return JSON.parse(text.replace(/("timestamp":")[^"]+/g, "$12026-01-02T03:04:05Z"));
}

/** Without versions, and without what Terraform writes in no order. */
function comparable(plan: Json): Json {
  const { terraform_version: _, relevant_attributes: __, prior_state: state, ...rest } = plan;
  return state ? { ...rest, prior_state: comparable(state as Json) } : rest;
}
