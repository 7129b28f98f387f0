import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { DrillReport } from "../../../src/drill/report/report";
import type { SandboxEvent } from "../../../src/sandbox/event-log";
import { AwsError } from "../../../src/sandbox/gateway/aws-response";
import { AppliedEnvironment, eventually, zonesOf } from "../../support/applied-environment";
import { temporaryFolder } from "../../support/terraform";
import { RefusingEndpoint } from "./support/refusing-endpoint";

const { providerMirror, moto } = inject("tools");
const HA = resolve(__dirname, "../../../bin/ha.js");
const [A, B] = ["eu-north-1a", "eu-north-1b"];

/** Few requests: the sandbox and the drill share this machine. */
const RATE = 4;
const PROBE_INTERVAL_MS = 1_000 / RATE;

/** What a call takes on a busy machine, in the sandbox's time. */
const CALL_MS = 500;

/** What is looked at once a second, with several calls, cannot be told more finely. */
const LOOK_MS = 1_000 + 3 * CALL_MS;

/** A machine that stalls for 0.1 s loses half a second of the sandbox's time: no disagreement. */
const ONCE_MORE = { timeout: 400_000, retry: 1 };

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

  async function changeable() {
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

  /** Everything that clients and the API show, held against what the sandbox did. */
  function expectAgreement(
    { clients, detections, recovery }: DrillReport,
    fault: string,
    since: number,
  ) {
    const cut = fault === "blackhole";
    const [began] = demo.eventsOf(cut ? "subnet.denied" : "instance.stopped", since);
    const gone = demo.eventsOf(cut ? "target.unhealthy" : "target.deregistered", since).slice(0, 2);
    // Of a node that is cut off, clients learn by DNS.
    const ended = cut ? demo.eventsOf("node.out-of-dns", since)[0] : gone[1];
    const healthy = demo.eventsOf("target.healthy", since);
    const off = (measuredMs: number | undefined, event: SandboxEvent | undefined) =>
      Math.abs((measuredMs ?? Number.NaN) - between(began, event));

    const answeredBadly = demo
      .eventsOf("load-balancer.answered", since)
      .filter((event) => Number(event["status"]) >= 460);
    expect(clients.during.failed).toBe(answeredBadly.length);
    expect(off(clients.during.errorsFromMs, began)).toBeLessThan(PROBE_INTERVAL_MS + CALL_MS);
    expect(off(clients.during.errorsEndMs, ended)).toBeLessThan(PROBE_INTERVAL_MS + CALL_MS);

    expect(detections).toHaveLength(2);
    const seen = detections.map(({ afterMs }) => afterMs ?? Number.NaN).sort((a, b) => a - b);
    for (const [index, afterMs] of seen.entries()) {
      expect(off(afterMs, gone[index])).toBeLessThan(LOOK_MS);
    }
    const serving = healthy.filter(
      (event) => between(began, event) < (recovery.desiredAgainMs ?? 0),
    );
    expect(off(recovery.desiredAgainMs, serving.at(-1))).toBeLessThan(LOOK_MS);
  }

  /** Measured and predicted, for whoever reads the log of the tests. */
  function sideBySide({ fault, zone, comparisons }: DrillReport): string {
    return comparisons
      .map(
        ({ title, unit, measured, predicted: { least, most } }) =>
          `${fault} in ${zone}: ${title}: measured ${Number(measured?.toPrecision(4))} ${unit}, predicted ${least} to ${most ?? "any"}`,
      )
      .join("\n");
  }

  describe.each([A, B])("of %s", (zone) => {
    it.each([
      ["instance", "stops an instance, which the group replaces"],
      ["stop", "stops the zone, and gives its very instances back"],
      ["blackhole", "cuts the zone off, and lets it back"],
    ])(
      "%s: %s; the figures are those of the event log, and as predicted",
      ONCE_MORE,
      async (fault) => {
        expect(await comesToRest()).toBe(true);
        const before = await changeable();
        const since = demo.events.length;
        const { exitCode, stdout, stderr } = await drill("--fault", fault, "--zone", zone);
        expect(exitCode, stdout + stderr).toBe(0);
        const { instances, ...restored } = await changeable();
        expect({
          instances: fault === "instance" ? before.instances : instances,
          ...restored,
        }).toEqual(before);

        const report = JSON.parse(stdout) as DrillReport;
        console.info(sideBySide(report));
        expect(report.comparisons.map(({ within }) => within)).toEqual([true, true, true, true]);
        expect(report.recovery.lowestCapacity).toBeGreaterThanOrEqual(0.5);
        expectAgreement(report, fault, since);
      },
    );
  });

  it("starts the experiment, sees the zone refilled, and stops it", ONCE_MORE, async () => {
    expect(await comesToRest()).toBe(true);
    const since = demo.events.length;
    const { exitCode, stdout, stderr } = await drill("--fault", "experiment");
    expect(exitCode, stdout + stderr).toBe(0);
    const report = JSON.parse(stdout) as DrillReport;
    console.info(sideBySide(report));
    expect(report.comparisons.map(({ within }) => within)).toEqual([true, true, true, true]);
    expect(demo.eventsOf("experiment.stopped", since)).toHaveLength(1);
    expect(await changeable()).toMatchObject({ mark: [], suspended: [] });
  });

  /** A drill of the zone, and what it has said by when the load balancer knows of the loss. */
  async function underWay(fault: string) {
    const drilling = drill("--fault", fault, "--zone", A);
    const said = await new Promise<string>((found) => {
      let text = "";
      drilling.stderr?.on("data", (chunk) => {
        text += chunk;
        if (/target .* (deregistered|unhealthy)/.test(text)) {
          found(text);
        }
      });
    });
    return { drilling, said };
  }

  it.each(["stop", "blackhole"])(
    "of %s that is killed is undone from its journal",
    {
      timeout: 400_000,
    },
    async (fault) => {
      expect(await comesToRest()).toBe(true);
      const before = await changeable();
      const { drilling, said } = await underWay(fault);
      drilling.kill("SIGKILL");
      await drilling;
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

  it("that is interrupted gives the zone back at once, and says that it cannot tell", {
    timeout: 400_000,
  }, async () => {
    expect(await comesToRest()).toBe(true);
    const before = await changeable();
    const { drilling } = await underWay("blackhole");
    drilling.kill("SIGINT");
    const { exitCode, stdout } = await drilling;
    expect(exitCode).toBe(1);
    expect(await changeable()).toEqual(before);
    const report = JSON.parse(stdout) as DrillReport;
    expect(report.doubts).toEqual(["the drill was interrupted"]);
    expect(report.faultLastedMs).toBeLessThan(30_000);
    expect(report.comparisons).toEqual([]);
  });

  it("that is stopped and goes on does not count that, and says that it cannot tell", {
    timeout: 400_000,
  }, async () => {
    expect(await comesToRest()).toBe(true);
    const before = await changeable();
    const { drilling } = await underWay("stop");
    drilling.kill("SIGSTOP");
    await sleep(6_000);
    drilling.kill("SIGCONT");
    const { exitCode, stdout, stderr } = await drilling;
    expect(exitCode, stderr).toBe(1);
    expect(await changeable()).toEqual(before);
    const report = JSON.parse(stdout) as DrillReport;
    expect(report.doubts).toEqual([expect.stringMatching(/^the measurement was suspended for/)]);
    expect(report.suspendedMs).toBeGreaterThan(29_000);
    expect(report.clients.during.errorWindowMs).toBeLessThan(20_000);
  });

  describe("that cannot begin", () => {
    it.each<[string, readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
      [
        "without a yes",
        ["--fault", "stop"],
        {},
        3,
        /confirmation required to take eu-north-1a away/,
      ],
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
        "with credentials that expire in the middle",
        ["--yes"],
        {
          AWS_SESSION_TOKEN: "token",
          AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + 600_000).toISOString(),
        },
        1,
        /nothing was touched: the credentials outlast the drill does not hold/,
      ],
      [
        "in a zone where nothing runs",
        ["--yes", "--zone", "eu-north-1c"],
        {},
        64,
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
        64,
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
      expect(unwrapped(stderr)).toMatch(reason);
      expect(exitCode).toBe(code);
      expect(await changeable()).toEqual(before);
    });

    it.each<[string, string, AwsError, RegExp]>([
      [
        "credentials have expired",
        "sts:GetCallerIdentity",
        new AwsError("ExpiredToken", "The security token included in the request is expired", 403),
        /the AWS credentials have expired: sign in again/,
      ],
      [
        "a permission to read is missing",
        "ecs:DescribeServices",
        new AwsError("AccessDeniedException", "not authorized to perform: ecs:DescribeServices"),
        /a permission is missing: .*ecs:DescribeServices/,
      ],
      [
        "a permission to stop instances is missing",
        "ec2:StopInstances",
        new AwsError("UnauthorizedOperation", "You are not authorized to perform this", 403),
        /nothing was touched: permission ec2:StopInstances does not hold/,
      ],
      [
        "a permission is missing that no dry run tells of",
        "autoscaling:CreateOrUpdateTags",
        new AwsError("AccessDenied", "not authorized to perform: autoscaling:CreateOrUpdateTags"),
        /could not tell: a permission is missing: .*autoscaling:CreateOrUpdateTags/,
      ],
      [
        "AWS throttles",
        "ecs:ListTasks",
        new AwsError("ThrottlingException", "Rate exceeded"),
        /AWS throttles the calls of this account \(ThrottlingException\): wait a minute/,
      ],
    ])("where %s says so, and touches nothing", async (_, action, refusal, reason) => {
      expect(await comesToRest()).toBe(true);
      const before = await changeable();
      const endpoint = await RefusingEndpoint.start(demo.sandbox, { [action]: refusal });
      const { exitCode, all } = await execa(
        process.execPath,
        [HA, "drill", "--env", "demo", "--yes"],
        {
          cwd: folder,
          env: { ...demo.env, AWS_ENDPOINT_URL: endpoint.url },
          reject: false,
          all: true,
        },
      );
      endpoint.stop();
      expect(all).toMatch(reason);
      expect(exitCode).toBe(1);
      expect(await changeable()).toEqual(before);
    });

    it("while a service is not steady says which, and touches nothing", async () => {
      expect(await comesToRest()).toBe(true);
      const service = { cluster: "taskmanager-cluster", service: "taskmanager-demo-frontend" };
      await demo.ecs.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));
      const before = await changeable();
      const { exitCode, stderr } = await drill("--fault", "stop");
      expect(unwrapped(stderr)).toMatch(
        /✗ services are steady: taskmanager-demo-frontend .*wait until/,
      );
      expect(stderr).toMatch(/nothing was touched: services are steady does not hold/);
      expect(exitCode).toBe(1);
      expect(await changeable()).toEqual(before);
    });

    it("at a URL that another answers says so, and touches nothing", async () => {
      expect(await comesToRest()).toBe(true);
      const other = createServer((_, response) => response.end("{}"));
      await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
      const { port } = other.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/`;
      const refused = await ha("preflight", "--env", "demo", "--url", url);
      expect(refused.exitCode).toBe(2);
      expect(unwrapped(refused.stdout)).toMatch(
        /✗ the URL leads to the load balancer: .*--trust-url/,
      );
      const trusted = await ha("preflight", "--env", "demo", "--url", url, "--trust-url");
      expect(trusted.exitCode).toBe(0);
      const own = demo.url.replace("127.0.0.1", "localhost");
      const local = await ha("preflight", "--env", "demo", "--url", own);
      expect(local.exitCode, local.stdout).toBe(0);
      other.close();
    });

    it("names an instance that it would hit outside the group, and restores none", async () => {
      expect(await comesToRest()).toBe(true);
      const member = demo.runningInstances().find(({ zone }) => zone === A)?.id ?? "";
      const { Reservations = [] } = await demo.ec2.send(
        new DescribeInstancesCommand({ InstanceIds: [member] }),
      );
      const { ImageId, SubnetId, Tags = [] } = Reservations[0]?.Instances?.[0] ?? {};
      const own = Tags.filter(({ Key = "" }) => !Key.startsWith("aws:"));
      const launched = async (tags: typeof own) => {
        const { Instances = [] } = await demo.ec2.send(
          new RunInstancesCommand({
            ImageId,
            SubnetId,
            InstanceType: "t3.small",
            MinCount: 1,
            MaxCount: 1,
            TagSpecifications: [{ ResourceType: "instance", Tags: tags }],
          }),
        );
        return Instances[0]?.InstanceId ?? "";
      };
      const stray = await launched(own);
      const foreign = await launched([{ Key: "Name", Value: "another" }]);
      try {
        for (const [fault, code] of [
          ["experiment", 2],
          ["blackhole", 1],
        ] as const) {
          const { exitCode, stdout, stderr } = await ha(
            ...["preflight", "--env", "demo", "--fault", fault],
            ...(fault === "blackhole" ? ["--zone", A] : []),
          );
          expect(stdout + stderr).toContain(stray);
          expect(exitCode).toBe(code);
        }
        const [name = ""] = readdirSync(join(folder, ".ha-drill"));
        const [header] = readFileSync(join(folder, ".ha-drill", name), "utf8").split("\n");
        const change = { kind: "stop-instances", instanceIds: [foreign] };
        const journal = join(folder, "stray.jsonl");
        writeFileSync(
          journal,
          `${header}\n${JSON.stringify({ entry: "change", number: 1, change })}\n`,
        );
        const { exitCode, stderr } = await ha("drill", "--restore", journal);
        expect(stderr).toMatch(new RegExp(`the instance ${foreign}, which lacks its tags`));
        expect(exitCode).toBe(1);
      } finally {
        await demo.ec2.send(new TerminateInstancesCommand({ InstanceIds: [stray, foreign] }));
      }
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

/** As one line, of what is wrapped at the width of a terminal. */
function unwrapped(text: string): string {
  return text.replace(/\s+/g, " ");
}
