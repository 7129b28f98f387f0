import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ec2InstanceHandlers } from "../../src/sandbox/ec2-instances";
import { type AwsRequest, recognise } from "../../src/sandbox/gateway/aws-request";
import { sandboxLatencyMs } from "../../src/sandbox/latencies";
import { BOOT_TO_REGISTERED } from "../../src/simulation/latencies";
import { AutoScalingWorld } from "./support/auto-scaling-world";

describe("instances as EC2 is asked about them", () => {
  let world: AutoScalingWorld;
  const gone: string[] = [];

  beforeEach(async () => {
    vi.useFakeTimers();
    world = new AutoScalingWorld();
    gone.length = 0;
    world.fleet.onGone(({ id }) => gone.push(id));
    await world.fleet.launch({ template: { id: "lt-1", version: "1" }, subnetId: "subnet-a" });
    await world.boot();
  });
  afterEach(() => {
    world.clock.stop();
    vi.useRealTimers();
  });

  async function ask(form: string, stored = "<R/>"): Promise<{ body: string; passedOn: string }> {
    let passed: AwsRequest | undefined;
    const request = recognise(
      "POST",
      "/",
      { authorization: "Credential=test/20261122/eu-north-1/ec2/aws4_request" },
      Buffer.from(form),
    );
    const handler = ec2InstanceHandlers(world.fleet)[`ec2:${request.action}`];
    const answer = await handler?.(request, async (changed = request) => {
      passed = changed;
      return { status: 200, headers: {}, body: Buffer.from(stored) };
    });
    return { body: answer?.body.toString() ?? "", passedOn: passed?.body.toString() ?? "" };
  }

  const instance = () => world.fleet.instances.get("i-1");

  it("boot again under their id after a stop, and register anew", async () => {
    await ask("Action=StopInstances&InstanceId.1=i-1");
    expect(instance()).toMatchObject({ state: "stopped", registered: false });
    await ask("Action=StartInstances&InstanceId.1=i-1");
    await world.pass(sandboxLatencyMs(BOOT_TO_REGISTERED) / 1_000 - 1);
    expect(instance()).toMatchObject({ state: "pending", registered: false });
    await world.pass(2);
    expect(instance()).toMatchObject({ state: "running", registered: true });
    expect(gone).toEqual(["i-1"]);
  });

  it("lose what runs on them in a reboot, though they stay running", async () => {
    await ask("Action=RebootInstances&InstanceId.1=i-1");
    expect(instance()).toMatchObject({ state: "running", registered: false });
    await world.boot();
    expect(instance()).toMatchObject({ state: "running", registered: true });
    expect(gone).toEqual(["i-1"]);
  });

  it("do not register when they are stopped before they have booted", async () => {
    await ask("Action=RebootInstances&InstanceId.1=i-1");
    await ask("Action=StopInstances&InstanceId.1=i-1");
    await world.boot();
    expect(instance()).toMatchObject({ state: "stopped", registered: false });
  });

  it.each(["StartInstances", "StopInstances", "RebootInstances"])(
    "refuse %s once they are terminated, before the store hears of it",
    async (action) => {
      await ask("Action=TerminateInstances&InstanceId.1=i-1");
      await expect(ask(`Action=${action}&InstanceId.1=i-1`)).rejects.toMatchObject({
        code: "IncorrectInstanceState",
      });
    },
  );

  it("are found by their zone, which the store cannot do", async () => {
    const item = (id: string, zone: string) =>
      `<item><instancesSet><item><instanceId>${id}</instanceId><placement><availabilityZone>${zone}</availabilityZone></placement></item></instancesSet></item>`;
    const { body, passedOn } = await ask(
      "Action=DescribeInstances&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&Filter.2.Name=availability-zone&Filter.2.Value.1=eu-north-1b",
      `<R><reservationSet>${item("i-1", "eu-north-1a")}${item("i-2", "eu-north-1b")}</reservationSet></R>`,
    );
    expect(passedOn).toBe("Action=DescribeInstances&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1");
    expect(body).toBe(`<R><reservationSet>${item("i-2", "eu-north-1b")}</reservationSet></R>`);
  });
});
