import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { sandboxEnvironment } from "../../../src/sandbox/environment";
import type { SandboxEvent } from "../../../src/sandbox/event-log";
import type { FleetInstance } from "../../../src/sandbox/instance-fleet";
import { Sandbox } from "../../../src/sandbox/sandbox";
import { Terraform } from "../../../src/sandbox/terraform";
import { synthesizeTo, temporaryFolder } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const REGION = "eu-north-1";
const SPEED = 10;
const VIRTUAL_SECOND_MS = 1_000 / SPEED;

/** A changed root volume makes a new version of the launch template, and the provider rolls to it. */
describe.skipIf(!providerMirror || !moto)("a changed launch template in the sandbox", () => {
  const root = temporaryFolder();
  const events: SandboxEvent[] = [];
  let sandbox: Sandbox;
  let foundation: Terraform;
  let ha: Terraform;
  let url: string;

  beforeAll(async () => {
    sandbox = await Sandbox.start({ port: 0, speed: SPEED, region: REGION });
    sandbox.log.onEvent((event) => events.push(event));
    const folderOf = synthesizeTo({ capacity: { rootVolumeGiB: 30 } }, root);
    const env = sandboxEnvironment(sandbox.url, REGION);
    foundation = new Terraform(folderOf("foundation"), env);
    ha = new Terraform(folderOf("ha"), env);
    for (const terraform of [foundation, ha]) {
      await terraform.init();
      await terraform.apply();
    }
    url = String(await ha.output("url"));
  }, 300_000);

  afterAll(() => sandbox?.stop());

  const inService = (): FleetInstance[] =>
    [...sandbox.fleet.instances.values()].filter(({ state }) => state === "running");

  const ask = async () => (await fetch(url).catch(() => undefined))?.ok === true;

  /** Asks 20 times a virtual second while something goes on. */
  async function askWhile(goesOn: Promise<void>): Promise<{ asked: number; failed: number }> {
    const answers: Promise<boolean>[] = [];
    const timer = setInterval(() => {
      answers.push(...Array.from({ length: 20 }, ask));
    }, VIRTUAL_SECOND_MS);
    await goesOn.finally(() => clearInterval(timer));
    const answered = await Promise.all(answers);
    return { asked: answered.length, failed: answered.filter((ok) => !ok).length };
  }

  const refreshIs = (status: string) => () =>
    events.some((event) => event.type === "group.refresh" && event["status"] === status);

  it("rolls every instance while the service answers every request", {
    timeout: 300_000,
  }, async () => {
    const before = inService();
    expect(before.map(({ launchTemplate }) => launchTemplate.version)).toEqual(["1", "1"]);
    expect(await ask()).toBe(true);

    synthesizeTo({ capacity: { rootVolumeGiB: 40 } }, root);
    const rolled = ha.apply().then(() => until(refreshIs("Successful")));
    const { asked, failed } = await askWhile(rolled);

    expect(asked).toBeGreaterThan(1_000);
    expect(failed).toBe(0);
    expect(
      inService()
        .map(({ zone, launchTemplate }) => `${zone} version ${launchTemplate.version}`)
        .sort(),
    ).toEqual(["eu-north-1a version 2", "eu-north-1b version 2"]);
    expect(before.map(({ state }) => state)).toEqual(["terminated", "terminated"]);
  });

  it("drains the old instances of their tasks before they go", () => {
    const ofInstance = (id: unknown) =>
      events.filter((event) => event["instance"] === id).map(({ type }) => type);
    const drained = events.filter(({ type }) => type === "instance.draining");
    expect(drained).toHaveLength(2);
    for (const { instance } of drained) {
      const types = ofInstance(instance);
      expect(types.indexOf("task.stopping")).toBeGreaterThan(types.indexOf("instance.draining"));
      expect(types.lastIndexOf("task.stopped")).toBeLessThan(types.indexOf("instance.terminated"));
    }
  });

  it("has nothing to change in a second plan, and is destroyed", { timeout: 180_000 }, async () => {
    expect(await ha.isClean()).toBe(true);
    await ha.destroy();
    await foundation.destroy();
    expect(inService()).toEqual([]);
    expect([...sandbox.unimplemented]).toEqual([]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let second = 0; second < 1_200; second++) {
    if (holds()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, VIRTUAL_SECOND_MS));
  }
  throw new Error("it did not come true within 20 virtual minutes");
}
