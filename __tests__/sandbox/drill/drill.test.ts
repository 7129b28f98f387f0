import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeNetworkAclsCommand } from "@aws-sdk/client-ec2";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { DrillReport } from "../../../src/drill/report/report";
import type { SandboxEvent } from "../../../src/sandbox/event-log";
import { AppliedEnvironment, eventually, zonesOf } from "../../support/applied-environment";
import { temporaryFolder } from "../../support/terraform";

const { providerMirror, moto } = inject("tools");
const HA = resolve(__dirname, "../../../bin/ha.js");
const [A, B] = ["eu-north-1a", "eu-north-1b"];

/** Few requests: the sandbox and the drill share this machine with other tests. */
const RATE = 4;
const PROBE_INTERVAL_MS = 1_000 / RATE;
const LOOK_MS = 1_000;

/** What a call takes on a busy machine, in the sandbox's time. */
const CALL_MS = 2_000;

describe.skipIf(!providerMirror || !moto)("a drill on the applied demo environment", () => {
  let demo: AppliedEnvironment;
  /** Where the drill leaves its journals. */
  const folder = temporaryFolder();

  beforeAll(async () => {
    demo = await AppliedEnvironment.start();
    await demo.apply({}, "foundation", "ha");
    expect(await comesToRest()).toBe(true);
  }, 300_000);

  afterAll(() => demo?.stop());

  function ha(...args: readonly string[]) {
    return execa(process.execPath, [HA, ...args], {
      cwd: folder,
      env: { ...demo.env, NO_COLOR: "1", FORCE_COLOR: undefined },
      reject: false,
    });
  }

  function drill(...args: readonly string[]) {
    return ha("drill", "--env", "demo", "--rate", `${RATE}`, "--yes", "--json", ...args);
  }

  async function comesToRest(): Promise<boolean> {
    return eventually(
      async () =>
        zonesOf(await demo.askMany(8)).length === 2 &&
        (await ha("preflight", "--env", "demo")).exitCode === 0,
    );
  }

  async function changeable(): Promise<object> {
    const { AutoScalingGroups = [] } = await new AutoScalingClient(demo.client).send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["taskmanager-demo"] }),
    );
    const { NetworkAcls = [] } = await demo.ec2.send(new DescribeNetworkAclsCommand({}));
    const [group] = AutoScalingGroups;
    return {
      subnets: group?.VPCZoneIdentifier,
      suspended: group?.SuspendedProcesses,
      mark: group?.Tags?.filter(({ Key }) => Key === "ha-drill"),
      acls: NetworkAcls.map(({ NetworkAclId, Associations = [] }) => [
        NetworkAclId,
        Associations.map(({ SubnetId }) => SubnetId).sort(),
      ]).sort(),
      instances: [...demo.sandbox.fleet.instances.values()]
        .filter(({ state }) => state !== "terminated")
        // An instance that boots is on its way back.
        .map(({ id, state }) => [id, state === "pending" ? "running" : state])
        .sort(),
    };
  }

  /** Virtual milliseconds from one event to another. */
  function between(from: SandboxEvent | undefined, to: SandboxEvent | undefined): number {
    expect(from && to, "both events are in the log").toBeDefined();
    return 1_000 * ((to?.atSeconds ?? Number.NaN) - (from?.atSeconds ?? Number.NaN));
  }

  describe.each([A, B])("of %s", (zone) => {
    const other = zone === A ? B : A;

    it("stops an instance, and the group replaces it", { timeout: 400_000 }, async () => {
      expect(await comesToRest()).toBe(true);
      const { exitCode, stdout, stderr } = await drill("--fault", "instance", "--zone", zone);
      expect(exitCode, stderr).toBe(0);
      const report = JSON.parse(stdout) as DrillReport;
      expect(report.recovery.lowestCapacity).toBeGreaterThanOrEqual(0.5);
      expect(report.recovery.newTasks[other]).toBeGreaterThanOrEqual(2);
    });

    it("stops the zone, and gives its very instances back", { timeout: 400_000 }, async () => {
      expect(await comesToRest()).toBe(true);
      const before = await changeable();
      const since = demo.events.length;
      const { exitCode, stdout, stderr } = await drill("--fault", "stop", "--zone", zone);
      expect(exitCode, stderr).toBe(0);
      expect(await changeable()).toEqual(before);
      const report = JSON.parse(stdout) as DrillReport;
      expect(report.recovery.lowestCapacity).toBe(0.5);

      const [stopped] = demo.eventsOf("instance.stopped", since);
      const healthy = demo
        .eventsOf("target.healthy", since)
        .filter((event) => event["zone"] === other)
        .slice(0, 2);
      const serving = between(stopped, healthy.at(-1));
      expect(Math.abs((report.recovery.desiredAgainMs ?? 0) - serving)).toBeLessThan(
        LOOK_MS + CALL_MS,
      );
    });

    it("cuts the zone off, and its figures are those of the event log", {
      timeout: 400_000,
    }, async () => {
      expect(await comesToRest()).toBe(true);
      const before = await changeable();
      const since = demo.events.length;
      const { exitCode, stdout, stderr } = await drill(
        ...["--fault", "blackhole", "--zone", zone, "--max-error-window", "90s"],
      );
      expect(exitCode, stderr).toBe(0);
      expect(await changeable()).toEqual(before);
      const report = JSON.parse(stdout) as DrillReport;
      expect(report.clients.during.failed).toBeGreaterThan(0);
      expect(report.recovery.lowestCapacity).toBeGreaterThanOrEqual(0.5);

      const [denied] = demo.eventsOf("subnet.denied", since);
      const unhealthy = demo
        .eventsOf("target.unhealthy", since)
        .filter((event) => event["zone"] === zone);
      const detected = report.detections.map(({ afterMs }) => afterMs ?? Number.NaN);
      expect(detected).toHaveLength(2);
      for (const event of unhealthy.slice(0, 2)) {
        const nearest = Math.min(
          ...detected.map((afterMs) => Math.abs(afterMs - between(denied, event))),
        );
        expect(nearest).toBeLessThan(LOOK_MS + CALL_MS);
      }
      // The first request that fails was due when the zone was cut, or just before.
      expect(report.clients.during.errorsFromMs).toBeLessThan(CALL_MS + 2 * PROBE_INTERVAL_MS);
    });
  });

  it.each([
    ["stop", /the zone is lost/],
    ["blackhole", /the zone is lost/],
  ])(
    "of %s that is killed is undone from its journal",
    {
      timeout: 400_000,
    },
    async (fault, sign) => {
      expect(await comesToRest()).toBe(true);
      const before = await changeable();
      const killed = drill("--fault", fault, "--zone", A);
      const said = await new Promise<string>((found) => {
        let text = "";
        killed.stderr?.on("data", (chunk) => {
          text += chunk;
          if (sign.test(text) && /target .* (deregistered|unhealthy)/.test(text)) {
            found(text);
          }
        });
      });
      killed.kill("SIGKILL");
      await killed;
      expect(await changeable()).not.toEqual(before);

      const refused = await drill("--fault", fault);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/was cut off: undo it with .*--restore/);

      const journal = /^journal: (.*)$/m.exec(said)?.[1] ?? "";
      const restored = await ha("drill", "--restore", journal);
      expect(restored.exitCode, restored.stderr).toBe(0);
      expect(await changeable()).toEqual(before);
      expect(await comesToRest()).toBe(true);
    },
  );

  describe("that cannot begin", () => {
    it.each<[string, readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
      ["without a yes", ["--fault", "stop"], {}, 3, /take eu-north-1a away .* needs a yes/],
      [
        "in another region",
        ["--yes"],
        { AWS_REGION: "us-east-1" },
        1,
        /AWS_REGION is "us-east-1", and the environment "demo" is in "eu-north-1"/,
      ],
      [
        "at a URL that nobody answers",
        ["--yes", "--url", "http://127.0.0.1:1/"],
        {},
        1,
        /http:\/\/127\.0\.0\.1:1\/ is not answered \(refused\)/,
      ],
      [
        "in a zone where nothing runs",
        ["--yes", "--zone", "eu-north-1c"],
        {},
        1,
        /no task runs in "eu-north-1c"/,
      ],
      [
        "where AWS is not to be reached",
        ["--yes"],
        { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
        1,
        /AWS cannot be reached \(ECONNREFUSED\)/,
      ],
      [
        "in an environment that there is not",
        ["--env", "nowhere"],
        {},
        1,
        /no environment "nowhere"/,
      ],
    ])("%s says why, and touches nothing", async (_, args, env, code, reason) => {
      expect(await comesToRest()).toBe(true);
      const before = await changeable();
      const { exitCode, stderr } = await execa(
        process.execPath,
        [HA, "drill", "--env", "demo", ...args],
        { cwd: folder, env: { ...demo.env, ...env }, reject: false, input: "" },
      );
      expect(stderr).toMatch(reason);
      expect(exitCode).toBe(code);
      expect(await changeable()).toEqual(before);
    });

    it("restores nothing from the journal of another account", async () => {
      const [journal = ""] = readdirSync(join(folder, ".ha-drill"));
      const foreign = join(folder, "foreign.jsonl");
      const text = readFileSync(join(folder, ".ha-drill", journal), "utf8");
      writeFileSync(foreign, text.replace(/"account":"\d+"/, '"account":"210987654321"'));
      const { exitCode, stderr } = await ha("drill", "--restore", foreign);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/are of the account "123456789012", .* is in "210987654321"/);
    });
  });

  it("asks for nothing that the sandbox does not implement", () => {
    expect([...demo.sandbox.unimplemented]).toEqual([]);
  });
});
