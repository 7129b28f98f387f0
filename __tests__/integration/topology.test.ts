import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { topologyOfPlan } from "../../src/topology/plan";
import { Moto } from "../support/moto";
import { synthesizeTo, Terraform, temporaryFolder } from "../support/terraform";
import { type PlanFixture, planFixture, planFixturePath } from "../support/topology-fixtures";

const { providerMirror, moto: hasMoto } = inject("tools");

/** Set to write the plans that are committed anew, after a change of the stacks. */
const { UPDATE_PLAN_FIXTURES } = process.env;

describe.skipIf(!providerMirror || !hasMoto)("a plan that is committed", () => {
  let moto: Moto;
  let demo: ReturnType<typeof synthesizeTo>;

  beforeAll(async () => {
    moto = await Moto.start();
    demo = synthesizeTo();
    const foundation = new Terraform(demo("foundation"), moto.env);
    await foundation.init();
    await foundation.apply();
  }, 180_000);

  afterAll(() => moto?.stop());

  it.each<[PlanFixture, () => string]>([
    ["demo-ha", () => demo("ha")],
    ["hand-written", handWritten],
  ])("has the topology of what Terraform plans today: %s", async (name, folder) => {
    const terraform = new Terraform(folder(), moto.env);
    await terraform.init();
    const plan = await terraform.plan();
    if (UPDATE_PLAN_FIXTURES) {
      writeFileSync(planFixturePath(name), JSON.stringify(plan));
    }
    expect(withoutIds(topologyOfPlan(plan))).toEqual(withoutIds(topologyOfPlan(planFixture(name))));
  });
});

function handWritten(): string {
  const copy = join(temporaryFolder(), "hand-written");
  cpSync(join(__dirname, "../topology/fixtures/hand-written"), copy, { recursive: true });
  return copy;
}

/** The emulator gives ids at random: each becomes the place where it stands first. */
function withoutIds(topology: unknown): unknown {
  const seen: string[] = [];
  const text = JSON.stringify(topology).replace(
    /\b(?:vpc|subnet|rtb|igw)-[0-9a-f]{8,17}\b/g,
    (id) => {
      if (!seen.includes(id)) {
        seen.push(id);
      }
      return `id-${seen.indexOf(id)}`;
    },
  );
  return JSON.parse(text);
}
