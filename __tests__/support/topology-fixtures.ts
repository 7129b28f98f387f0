import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Plans made by the real Terraform against an emulator; the integration tests make them again. */
export type PlanFixture = "demo-ha" | "hand-written";

export function planFixturePath(name: PlanFixture): string {
  return join(__dirname, "../topology/fixtures", `${name}.plan.json`);
}

/** A new copy each time, to change at will. */
// biome-ignore lint/suspicious/noExplicitAny: a test reaches deep into JSON of any shape
export function planFixture(name: PlanFixture): any {
  return JSON.parse(readFileSync(planFixturePath(name), "utf8"));
}
