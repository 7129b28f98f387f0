import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { EnvironmentInput } from "../../src/settings/schema";
import { Moto } from "../support/moto";
import { createdSubnets, synthesizeTo, Terraform, temporaryFolder } from "../support/terraform";

const { providerMirror, moto: hasMoto } = inject("tools");

describe.skipIf(!providerMirror || !hasMoto)("a new subnet, once it is applied", () => {
  const root = temporaryFolder();
  let moto: Moto;

  async function workspace(newSubnets: EnvironmentInput["newSubnets"], part: "foundation" | "ha") {
    const terraform = new Terraform(synthesizeTo({ newSubnets }, root)(part), moto.env);
    await terraform.init();
    return terraform;
  }

  beforeAll(async () => {
    moto = await Moto.start();
    await (await workspace([{}], "foundation")).apply();
    await (await workspace([{}], "ha")).apply("-target=aws_subnet.network_public-2_subnet");
  });
  afterAll(() => moto?.stop());

  it("stays where it is, and a further one goes beside it", async () => {
    const planned = await (await workspace([{}, {}], "ha")).plan();
    expect(createdSubnets(planned)).toEqual([["eu-north-1c", "10.0.2.0/24"]]);
    const moved = planned.resource_changes.filter(({ change }) =>
      change.actions.includes("delete"),
    );
    expect(moved).toEqual([]);
  });

  it("is not moved by settings that say otherwise, which are refused", async () => {
    const elsewhere = [{ availabilityZone: "eu-north-1c", cidrBlock: "10.0.9.0/24" }];
    const said = await (await workspace(elsewhere, "ha")).refusal();
    for (const [pin, wish] of [
      ['zone "eu-north-1b"', 'zone "eu-north-1c"'],
      ['cidr block "10.0.0.0/24"', '"10.0.9.0/24"'],
    ]) {
      expect(said).toMatch(
        new RegExp(
          `subnet "taskmanager-demo-public-2" is pinned to ${pin} \\(subnet-\\w+\\), but ${wish} is asked for; to move it, remove it from the settings, apply, and add it again`,
        ),
      );
    }
  });
});
