import { once } from "node:events";
import { createServer } from "node:http";
import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { detectionBounds } from "../../src/behaviour/health-check";
import type { FleetInstance } from "../../src/sandbox/instance-fleet";
import { sandboxLatencyMs } from "../../src/sandbox/latencies";
import { STOPPED_TARGET_UNUSED } from "../../src/simulation/latencies";
import { GROUP, Rig, type Stored } from "./support/load-balancing-rig";

const HEALTH_CHECKS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html";
const TARGET_HEALTH =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html";
const DRAINING =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay";

let rig: Rig;
afterEach(() => rig.stop());

const start = async (stored: Partial<Stored> = {}, random = Math.random) => {
  rig = await Rig.start(stored, random);
};

const fields = (xml: string) =>
  Object.fromEntries(
    ["State", "Reason", "Description"].map((name) => [
      name,
      new RegExp(`<TargetHealth>.*<${name}>(.*)</${name}>.*</TargetHealth>`).exec(xml)?.[1],
    ]),
  );

describe("the health of a target", () => {
  it("is initial until a node has checked it, and healthy after one pass", async () => {
    await start();
    await rig.target("t");
    expect(fields(await rig.call("DescribeTargetHealth")), TARGET_HEALTH).toEqual({
      State: "initial",
      Reason: "Elb.RegistrationInProgress",
      Description: "Target registration is in progress",
    });
    await rig.check();
    expect(fields(await rig.call("DescribeTargetHealth")), HEALTH_CHECKS).toEqual({
      State: "healthy",
    });
  });

  it("is found by each node on its own, at its own time", async () => {
    const phases = [0.1, 0.8];
    await start({}, () => phases.shift() ?? 0);
    await rig.target("t");
    await rig.clock.advance(500);
    expect(nodesOf("node.target-healthy")).toEqual(["a"]);
    await rig.clock.advance(3_500);
    expect(nodesOf("node.target-healthy")).toEqual(["a", "b"]);

    rig.faults.blacken("a", { loadBalancerNode: "survives" });
    // The second failure of node a, from its check at 10.5 s, is known at 12.5 s.
    await rig.clock.advance(8_500);
    expect(nodesOf("node.target-unhealthy")).toEqual(["a"]);
    expect(rig.states(), "one node is enough").toEqual({ t: "unhealthy" });
  });

  it("is what the nodes say that can be heard", async () => {
    await start({}, () => 0.5);
    await rig.target("t", { zone: "a" });
    rig.faults.blacken("a", { loadBalancerNode: "survives" });
    await rig.clock.advance(15_000);
    expect(rig.states()).toEqual({ t: "unhealthy" });
    rig.faults.blacken("b", { loadBalancerNode: "lost" });
    rig.faults.restore("a");
    await rig.clock.advance(10_000);
    expect(rig.states()).toEqual({ t: "healthy" });
  });

  it.each([
    {
      behaviour: "the wrong code",
      answer: "code",
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [503]",
    },
    {
      behaviour: "a refused connection",
      answer: "refused",
      reason: "Target.FailedHealthChecks",
      description: "Health checks failed",
    },
    {
      behaviour: "no answer in time",
      answer: "silent",
      reason: "Target.Timeout",
      description: "Request timed out",
    },
  ])("is unhealthy at the threshold, for $behaviour", async ({ answer, reason, description }) => {
    await start({}, () => 0.5);
    const { port, server } = await rig.target("t", {
      answer: (_, outgoing) => (answer === "code" ? outgoing.writeHead(503).end() : undefined),
    });
    if (answer === "refused") {
      server.close();
    } else if (answer === "silent") {
      rig.silent.add(port);
    }
    await rig.clock.advance(2_500 + 2_000);
    expect(fields(await rig.call("DescribeTargetHealth")), TARGET_HEALTH).toMatchObject({
      State: "initial",
      Reason: "Elb.InitialHealthChecking",
    });
    await rig.clock.advance(5_000);
    expect(fields(await rig.call("DescribeTargetHealth")), TARGET_HEALTH).toEqual({
      State: "unhealthy",
      Reason: reason,
      Description: description,
    });
  });

  it.each([0.01, 0.3, 0.77, 0.99])(
    "is known within the documented bounds after its zone went black (phase %f)",
    async (phase) => {
      await start({}, () => phase);
      await rig.target("t", { zone: "b" });
      await rig.check();
      const faultAt = rig.clock.nowMs();
      rig.faults.blacken("b", { loadBalancerNode: "survives" });
      await rig.clock.advance(15_000);
      const { bestMs, worstMs } = detectionBounds(
        { intervalMs: 5_000, timeoutMs: 2_000, unhealthyThreshold: 2 },
        "blackhole",
      );
      const found = rig.events.find(({ type }) => type === "target.unhealthy");
      const afterMs = Number(found?.atSeconds) * 1_000 - faultAt;
      expect(afterMs, HEALTH_CHECKS).toBeGreaterThanOrEqual(bestMs);
      expect(afterMs, HEALTH_CHECKS).toBeLessThanOrEqual(worstMs);
    },
  );

  it("is asked for as the settings say, also when they change", async () => {
    await start({}, () => 0);
    const asked: string[] = [];
    const checked = createServer((incoming, outgoing) => {
      asked.push(`${incoming.headers["user-agent"]} ${incoming.url}`);
      outgoing.writeHead(204).end();
    });
    await new Promise<void>((resolve) => checked.listen(0, "127.0.0.1", resolve));
    await rig.target("t");
    await rig.check();
    expect(rig.states()).toEqual({ t: "healthy" });

    rig.stored.group = {
      ...rig.stored.group,
      HealthCheckPort: String((checked.address() as { port: number }).port),
      HealthCheckPath: "/ready",
      HealthCheckIntervalSeconds: 20,
      Matcher: { HttpCode: "200,301-302" },
    };
    await rig.call("ModifyTargetGroup");
    await rig.clock.advance(5_000);
    expect(asked.slice(0, 2)).toEqual(Array(2).fill("ELB-HealthChecker/2.0 /ready"));
    expect(rig.states()).toEqual({ t: "healthy" });
    await rig.clock.advance(19_000);
    expect(asked).toHaveLength(2);
    await rig.clock.advance(1_000);
    expect(asked).toHaveLength(4);
    expect(rig.states(), "204 is not among the codes").toEqual({ t: "unhealthy" });
    checked.close();
  });

  it("is unused where no listener leads to the target, or its zone has no node", async () => {
    await start();
    await rig.target("t");
    await rig.target("elsewhere", { zone: "c" });
    await rig.check();
    expect(rig.states()).toEqual({ t: "healthy", elsewhere: "unused" });
    rig.stored.listeners = [];
    await rig.loadBalancers.reload();
    expect(fields(await rig.call("DescribeTargetHealth")), TARGET_HEALTH).toMatchObject({
      State: "unused",
      Reason: "Target.NotInUse",
    });
  });

  it("is unused while its instance is stopped, and then starts anew", async () => {
    await start();
    const instance = { state: "running" } as FleetInstance;
    rig.instances.set("i-t", instance);
    await rig.target("t");
    await rig.check();
    instance.state = "stopped";
    instance.stateSinceMs = rig.clock.nowMs();
    expect(rig.states()).toEqual({ t: "healthy" });
    await rig.clock.advance(sandboxLatencyMs(STOPPED_TARGET_UNUSED));
    expect(fields(await rig.call("DescribeTargetHealth")), TARGET_HEALTH).toEqual({
      State: "unused",
      Reason: "Target.InvalidState",
      Description: "Target is in the stopped state",
    });
    expect((await rig.get()).status).toBe(503);
    await rig.check();
    instance.state = "running";
    expect(rig.states()).toEqual({ t: "initial" });
    await rig.check();
    expect(rig.states()).toEqual({ t: "healthy" });
  });
});

const nodesOf = (type: string) =>
  rig.events.filter((event) => event.type === type).map(({ node }) => node);

describe("a draining target", () => {
  it("gets no new request, answers what it has, and is gone when the delay is over", async () => {
    await start();
    const { server } = await rig.target("t", {
      answer: (incoming, outgoing) => {
        if (incoming.url === "/slow") {
          finish = () => outgoing.end("answered");
        } else {
          outgoing.end("t");
        }
      },
    });
    await rig.check();
    let finish = () => {};
    const arrived = once(server, "request");
    const underWay = rig.get("/slow");
    await arrived;

    rig.targets.drain(GROUP, "t", 30_000);
    expect(fields(await rig.call("DescribeTargetHealth")), TARGET_HEALTH).toMatchObject({
      State: "draining",
      Reason: "Target.DeregistrationInProgress",
    });
    expect((await rig.get()).status, DRAINING).toBe(503);
    finish();
    expect((await underWay).body, DRAINING).toBe("answered");
    await rig.clock.advance(29_999);
    expect(rig.states()).toEqual({ t: "draining" });
    await rig.clock.advance(1);
    expect(rig.states()).toEqual({});
  });

  it("leaves 502 for what it has not answered by then", async () => {
    await start();
    const { server } = await rig.target("t", { answer: () => {} });
    const arrived = once(server, "request");
    const underWay = rig.get();
    await arrived;
    rig.targets.drain(GROUP, "t", 30_000);
    await rig.clock.advance(30_000);
    expect((await underWay).status).toBe(502);
  });
});

describe("targets registered through the API", () => {
  const target = (id: string, port?: number) => ({
    "Targets.member.1.Id": id,
    ...(port && { "Targets.member.1.Port": String(port) }),
  });

  it("take requests, are shown when asked for, and drain when deregistered", async () => {
    await start({ groupAttributes: { "deregistration_delay.timeout_seconds": "20" } });
    const { port } = await rig.target("own");
    rig.targets.remove(GROUP, "own");
    rig.instances.set("i-1", {
      state: "running",
      subnetId: "subnet-a",
      zone: "a",
      address: "127.0.0.1",
    } as FleetInstance);
    await rig.call("RegisterTargets", target("i-1", port));
    await rig.check();
    expect(fields(await rig.call("DescribeTargetHealth", target("i-1", port)))).toMatchObject({
      State: "healthy",
    });
    expect((await request(`http://${rig.address}/`)).statusCode).toBe(200);
    expect(fields(await rig.call("DescribeTargetHealth", target("i-2")))).toMatchObject({
      State: "unused",
      Reason: "Target.NotRegistered",
    });
    await rig.call("DeregisterTargets", target("i-1", port));
    expect(Object.values(rig.states())).toEqual(["draining"]);
    await rig.clock.advance(20_000);
    expect(rig.states()).toEqual({});
    await rig.call("DeregisterTargets", target("i-1", port));
  });

  it("drain when their instance is terminated", async () => {
    await start();
    await rig.target("t");
    rig.targets.drainInstance("i-t");
    expect(rig.states()).toEqual({ t: "draining" });
  });

  it("must run", async () => {
    await start();
    rig.instances.set("i-1", { state: "stopped" } as FleetInstance);
    await expect(rig.call("RegisterTargets", target("i-1"))).rejects.toThrow(
      "not in a running state and cannot be registered: 'i-1'",
    );
  });
});
