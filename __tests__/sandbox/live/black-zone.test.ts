import {
  CreateNetworkAclCommand,
  DescribeNetworkAclsCommand,
  ReplaceNetworkAclAssociationCommand,
} from "@aws-sdk/client-ec2";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { detectionBounds } from "../../../src/behaviour/health-check";
import {
  type Answer,
  AppliedEnvironment,
  eventually,
  SPEED,
  virtualSeconds,
} from "../../support/applied-environment";

const { providerMirror, moto } = inject("tools");
const LOST = "eu-north-1a";
const SURVIVING = "eu-north-1b";
const SERVICE = "taskmanager-demo-frontend";
const REQUESTS_PER_SECOND = 5;
/** What a busy machine may add to a virtual duration. */
const LEEWAY_SECONDS = 5;

interface Asked {
  readonly atSeconds: number;
  /** None within 30 virtual seconds. */
  readonly answer: Answer | undefined;
}

describe.skipIf(!providerMirror || !moto)(
  "the demo environment and a black zone",
  {
    timeout: 240_000,
  },
  () => {
    let demo: AppliedEnvironment;

    beforeAll(async () => {
      demo = await AppliedEnvironment.start();
      await demo.apply({}, "foundation", "ha");
    }, 300_000);

    afterAll(() => demo?.stop());

    /** On a connection of its own, as a client that has just asked DNS. */
    async function ask(): Promise<Asked> {
      const atSeconds = demo.nowSeconds();
      try {
        const { statusCode, body } = await request(demo.url, {
          headers: { connection: "close" },
          signal: AbortSignal.timeout(30_000 / SPEED),
        });
        const answer = (await body.json()) as Answer;
        return { atSeconds, answer: statusCode === 200 ? answer : undefined };
      } catch {
        return { atSeconds, answer: undefined };
      }
    }

    /** Asks at an even rate until told to stop, whatever becomes of each request. */
    function askAtEvenRate() {
      const asked: Promise<Asked>[] = [];
      const timer = setInterval(() => asked.push(ask()), 1_000 / SPEED / REQUESTS_PER_SECOND);
      return {
        stop: () => {
          clearInterval(timer);
          return Promise.all(asked);
        },
      };
    }

    const askMany = async () =>
      (await Promise.all(Array.from({ length: 8 }, ask))).map(({ answer }) => answer);

    const zonesAnswering = async () =>
      [...new Set((await askMany()).map((answer) => answer?.zone ?? "none"))].sort();

    const eventsSince = (from: number, type: string) =>
      demo.eventsOf(type).filter(({ atSeconds }) => atSeconds >= from);

    const bothZonesAnswer = () =>
      eventually(async () => {
        const zones = await zonesAnswering();
        return zones.length === 2 && zones[0] === LOST && zones[1] === SURVIVING;
      });

    /** The desired count of two serves again, all of it in the zone that is left. */
    const desiredCountServesIn = (zone: string) =>
      eventually(async () => {
        const answers = await askMany();
        return (
          answers.every((answer) => answer?.zone === zone) &&
          new Set(answers.map((answer) => answer?.task)).size === 2
        );
      });

    /** The frontend's task in the zone that is to be lost. */
    async function taskToLose(): Promise<string> {
      expect(await bothZonesAnswer(), "what is taken away must host a task").toBe(true);
      const lost = (await askMany()).find((answer) => answer?.zone === LOST);
      expect(lost?.service).toBe(SERVICE);
      return lost?.task as string;
    }

    it("loses requests only until its targets are found unhealthy, and refills in the other zone", async () => {
      const task = await taskToLose();
      const client = askAtEvenRate();
      await virtualSeconds(5);
      const lostAt = demo.nowSeconds();
      demo.sandbox.zones.blacken(LOST, { loadBalancerNode: "survives" });

      expect(await desiredCountServesIn(SURVIVING)).toBe(true);
      const asked = await client.stop();
      const found = eventsSince(lostAt, "node.target-unhealthy").filter(
        ({ target }) => target === task,
      );
      expect(found.map(({ node }) => node).sort()).toEqual([LOST, SURVIVING]);
      const foundAt = Math.max(...found.map(({ atSeconds }) => atSeconds));
      expect(foundAt - lostAt).toBeLessThan(WORST_DETECTION_SECONDS + LEEWAY_SECONDS);

      const failed = asked.filter(({ answer }) => !answer).map(({ atSeconds }) => atSeconds);
      // A request that was on its way when the zone went lost its answer too.
      expect(failed.filter((at) => at < lostAt - 1 || at > foundAt + 1)).toEqual([]);
      expect(failed.length, "half of the requests meet the black zone").toBeGreaterThan(10);
      const replaced = eventsSince(lostAt, "task.running").filter(
        ({ service }) => service === SERVICE,
      );
      expect(replaced.at(-1)?.["zone"]).toBe(SURVIVING);

      demo.sandbox.zones.restore(LOST);
      expect(await bothZonesAnswer(), "tasks are rebalanced into the restored zone").toBe(true);
    });

    it("loses requests only until DNS leads around it, when a network ACL cuts the subnet off", async () => {
      await taskToLose();
      const client = askAtEvenRate();
      await virtualSeconds(5);
      const lostAt = demo.nowSeconds();
      const giveBack = await denyAll(LOST);

      const outOfDns = () =>
        eventsSince(lostAt, "node.out-of-dns").find(({ node }) => node === LOST);
      expect(await eventually(async () => outOfDns() !== undefined)).toBe(true);
      expect(await desiredCountServesIn(SURVIVING)).toBe(true);
      const asked = await client.stop();
      const outAt = Number(outOfDns()?.atSeconds);
      const failed = asked.filter(({ answer }) => !answer).map(({ atSeconds }) => atSeconds);
      expect(failed.filter((at) => at < lostAt - 1 || at > outAt + 1)).toEqual([]);
      expect(failed.length).toBeGreaterThan(10);
      expect(eventsSince(lostAt, "agent.disconnected")).not.toEqual([]);
      expect(eventsSince(lostAt, "instance.impaired"), "no ACL filters status checks").toEqual([]);

      await giveBack();
      expect(await bothZonesAnswer()).toBe(true);
      expect(await demo.synthesize()("ha").isClean(), "nothing is left to change").toBe(true);
    });

    /** As a drill does: the zone's subnet gets a network ACL without an entry. @returns what undoes it */
    async function denyAll(zone: string): Promise<() => Promise<void>> {
      const subnet = demo.runningInstances().find((each) => each.zone === zone)?.subnetId;
      const find = async () => {
        const { NetworkAcls } = await demo.ec2.send(
          new DescribeNetworkAclsCommand({
            Filters: [{ Name: "association.subnet-id", Values: [subnet as string] }],
          }),
        );
        const [acl] = NetworkAcls ?? [];
        const association = acl?.Associations?.find(({ SubnetId }) => SubnetId === subnet);
        return { acl, associationId: association?.NetworkAclAssociationId };
      };
      const associate = async (networkAclId: string | undefined) => {
        const { associationId } = await find();
        await demo.ec2.send(
          new ReplaceNetworkAclAssociationCommand({
            AssociationId: associationId,
            NetworkAclId: networkAclId,
          }),
        );
      };
      const before = (await find()).acl;
      const { NetworkAcl } = await demo.ec2.send(
        new CreateNetworkAclCommand({ VpcId: before?.VpcId }),
      );
      await associate(NetworkAcl?.NetworkAclId);
      return () => associate(before?.NetworkAclId);
    }
  },
);

/** With the environment's checks: every 5 s, 2 s timeout, 2 failures. */
const WORST_DETECTION_SECONDS =
  detectionBounds({ intervalMs: 5_000, timeoutMs: 2_000, unhealthyThreshold: 2 }, "blackhole")
    .worstMs / 1_000;
