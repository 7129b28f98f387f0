import { describe, expect, it } from "vitest";
import { explained } from "../../src/drill/drill-error";
import { scopeOf } from "../../src/drill/environment-scope";
import type { Account } from "../../src/drill/fault/account";
import type { Change } from "../../src/drill/fault/change";
import type { JournalHeader } from "../../src/drill/fault/journal";
import { refuseForeignChanges } from "../../src/drill/fault/ownership";
import type { ExperimentTemplate } from "../../src/drill/fault/plan-fault";
import { refuseForeignInterfaces } from "../../src/drill/fault/surroundings";
import { experimentCheck } from "../../src/drill/preflight/experiment";
import { identify } from "../../src/drill/preflight/identity";
import { permissionChecks } from "../../src/drill/preflight/permissions";
import { type AwsClients, createClients } from "../../src/topology/live/clients";
import { environment } from "../support/environments";
import { A, B, instance, steady } from "./support/observations";

function named(name: string, message = "", extra: object = {}): Error {
  return Object.assign(new Error(message), { name, ...extra });
}

/** Clients of which each answers any command alike. */
function answering(answer: () => Promise<unknown>): AwsClients {
  const client = { send: answer };
  return { sts: client, ec2: client } as unknown as AwsClients;
}

describe("what AWS refuses", () => {
  it.each([
    [named("ExpiredTokenException"), /credentials have expired: sign in again/],
    [named("ExpiredToken"), /credentials have expired/],
    [named("RequestExpired"), /credentials have expired/],
    [named("CredentialsProviderError"), /no AWS credentials: set AWS_PROFILE/],
    [named("InvalidClientTokenId"), /does not accept the credentials/],
    [
      named("AccessDeniedException", "not authorized to perform: ecs:ListTasks"),
      /a permission is missing: .*ecs:ListTasks/,
    ],
    [named("UnauthorizedOperation"), /a permission is missing/],
    [named("Throttling"), /AWS throttles .*wait a minute/],
    [named("RequestLimitExceeded"), /AWS throttles/],
    [named("Error", "connect", { code: "ECONNREFUSED" }), /cannot be reached \(ECONNREFUSED\)/],
    [named("Error", "getaddrinfo", { code: "ENOTFOUND" }), /cannot be reached \(ENOTFOUND\)/],
  ])("is explained: %s", (error, message) => {
    expect(explained(error).message).toMatch(message);
  });

  it("is told as it stands where nothing better is known", () => {
    expect(explained(named("SomethingElse", "as AWS says it")).message).toBe("as AWS says it");
  });
});

describe("the identity", () => {
  const scope = { environment: "demo", region: "eu-north-1", accountId: "123456789012" };
  const of = (account: string) => answering(async () => ({ Account: account }));

  it("is that of the environment's account and region", async () => {
    expect(await identify(of("123456789012"), scope, { AWS_REGION: "eu-north-1" })).toBe(
      "123456789012",
    );
    expect(await identify(of("1"), { ...scope, accountId: undefined }, {})).toBe("1");
  });

  it.each([
    ["another account", "210987654321", {}, /of the account "210987654321", .*"123456789012"/],
    ["another region", "123456789012", { AWS_REGION: "us-east-1" }, /AWS_REGION is "us-east-1"/],
    ["another default", "123456789012", { AWS_DEFAULT_REGION: "us-east-1" }, /"us-east-1"/],
  ])("is refused in %s", async (_, account, shell, reason) => {
    await expect(identify(of(account), scope, shell)).rejects.toThrow(reason);
  });
});

describe("a permission", () => {
  const plan = {
    fault: "instance" as const,
    zone: A,
    instanceIds: ["i-1"],
    changes: [{ kind: "stop-instances" as const, instanceIds: ["i-1"] }],
  };

  it.each([
    ["DryRunOperation", "holds"],
    ["UnauthorizedOperation", "refused"],
    ["Unsupported", "unknown"],
  ])("is known by the end of a dry run: %s %s", async (name, verdict) => {
    const clients = answering(() => Promise.reject(named(name, "as AWS says it")));
    const checks = await permissionChecks(clients, {} as Account, plan);
    expect(checks.slice(0, -1).map((check) => [check.title, check.verdict])).toEqual([
      ["permission ec2:StopInstances", verdict],
      ["permission ec2:StartInstances", verdict],
    ]);
    expect(checks.at(-1)?.detail).toMatch(/autoscaling:CreateOrUpdateTags.*no dry run/);
  });
});

describe("a journal that names what is not the environment's", () => {
  const header = {
    version: 1 as const,
    drill: "d1",
    environment: "demo",
    account: "123456789012",
    region: "eu-north-1",
    fault: "stop",
    zone: A,
    startedAt: "2026-11-22T12:00:00.000Z",
  };
  const scope = { ...scopeOf(environment()), accountId: "123456789012" };
  const states = new Map([
    ["i-1", "stopped"],
    ["i-9", "stopped"],
    ["i-8", "terminated"],
  ]);

  function looked(changes: readonly Change[], written: Partial<JournalHeader> = {}) {
    const own = { InstanceId: "i-1", State: { Name: "stopped" } };
    const clients = createClients("eu-north-1");
    clients.ec2.send = async () => ({ Reservations: [{ Instances: [own] }] });
    return refuseForeignChanges(clients, { instanceStates: async () => states }, scope, {
      path: "d1.jsonl",
      header: { ...header, ...written },
      unrestored: changes.map((change, index) => ({ number: index + 1, change })),
    });
  }

  const stop = (...instanceIds: string[]): Change => ({ kind: "stop-instances", instanceIds });

  it("is let through with its own, and with what is gone for good", async () => {
    await looked([{ kind: "lock", group: "taskmanager-demo", drill: "d1" }, stop("i-1", "i-8")]);
    await looked([stop("i-1", "i-7777")]);
  });

  it.each<[string, readonly Change[], Partial<JournalHeader>, RegExp]>([
    [
      "another's instance",
      [stop("i-1"), stop("i-1", "i-9")],
      {},
      /"d1.jsonl" names .* not of the environment "demo": the instance i-9, which lacks its tags \(Name=taskmanager-demo, .*nothing was touched/,
    ],
    [
      "another's instance in an experiment",
      [{ kind: "start-experiment", templateId: "EXT1", drill: "d1", instanceIds: ["i-9"] }],
      {},
      /the instance i-9/,
    ],
    [
      "another's group",
      [{ kind: "suspend-processes", group: "shop", processes: ["Launch"] }],
      {},
      /the Auto Scaling group "shop", where its own is "taskmanager-demo"/,
    ],
    ["another region", [], { region: "us-east-1" }, /the region "us-east-1"/],
    ["another account", [], { account: "210987654321" }, /the account "210987654321"/],
  ])("is refused: %s", async (_, changes, written, reason) => {
    await expect(looked(changes, written)).rejects.toThrow(reason);
  });
});

describe("an experiment", () => {
  const template: ExperimentTemplate = {
    id: "EXT1",
    zone: A,
    actions: ["aws:ec2:stop-instances"],
    targets: [
      {
        arns: [],
        tags: { Environment: "demo" },
        filters: [
          { path: "Placement.AvailabilityZone", values: [A] },
          { path: "State.Name", values: ["running"] },
        ],
      },
    ],
  };
  const plan = { fault: "experiment" as const, zone: A, instanceIds: ["i-1"], changes: [] };
  const tagged = (InstanceId: string, AvailabilityZone = A, Name = "running") => ({
    InstanceId,
    Placement: { AvailabilityZone },
    State: { Name },
    Tags: [{ Key: "Name", Value: "taskmanager-demo" }],
  });

  async function check(instances: readonly object[], changes: Partial<ExperimentTemplate> = {}) {
    const clients = createClients("eu-north-1");
    clients.ec2.send = async () => ({ Reservations: [{ Instances: instances }] });
    const { verdict, detail } = await experimentCheck(
      clients,
      { ...template, ...changes },
      plan,
      steady(),
    );
    return [verdict, detail];
  }

  it("may stop what is named; what its filters leave out is not stopped", async () => {
    expect(
      await check([
        tagged("i-1"),
        tagged("i-5", B),
        tagged("i-6", A, "stopped"),
        tagged("i-7", A, "terminated"),
      ]),
    ).toEqual(["holds", "EXT1 stops i-1"]);
  });

  it.each<[string, readonly object[], Partial<ExperimentTemplate>, RegExp]>([
    [
      "an instance with the tags that is not in the group",
      [tagged("i-1"), tagged("i-5")],
      {},
      /stops i-5 \(taskmanager-demo, eu-north-1a\), which is not in the Auto Scaling group taskmanager-demo, .*remove its tags \(Environment\)/,
    ],
    [
      "an instance of the group in another zone",
      [tagged("i-1"), tagged("i-2", B)],
      { targets: [{ arns: [], tags: { Environment: "demo" }, filters: [] }] },
      /also stops i-2 .* not what a loss of eu-north-1a takes away/,
    ],
    [
      "what a filter may choose that cannot be followed",
      [tagged("i-1"), tagged("i-5")],
      {
        targets: [
          { arns: [], tags: {}, filters: [{ path: "Unheard.Of", values: ["x"] }] },
          { arns: [], tags: {}, filters: [{ path: "Placement.AvailabilityZone", values: [A] }] },
        ],
      },
      /also stops i-5/,
    ],
    ["less than it says", [], {}, /EXT1 does not stop i-1: deploy the experiment again/],
    [
      "more than instances",
      [tagged("i-1")],
      { actions: ["aws:ec2:stop-instances", "aws:network:disrupt-connectivity"] },
      /also does aws:network:disrupt-connectivity, which a drill neither names nor undoes/,
    ],
  ])("is refused where it takes %s", async (_, instances, changes, reason) => {
    const [verdict, detail] = await check(instances, changes);
    expect(verdict).toBe("refused");
    expect(detail).toMatch(reason);
  });
});

describe("a blackhole", () => {
  const withStray = steady({ instances: [...steady().instances, instance("5", A)] });
  const cut = (NetworkInterfaces: readonly object[], observation = withStray) =>
    refuseForeignInterfaces(
      answering(async () => ({ NetworkInterfaces })),
      scopeOf(environment()),
      observation,
      ["subnet-a"],
    );
  const foreign = { NetworkInterfaceId: "eni-9", SubnetId: "subnet-a" };

  it("spares no subnet that holds only the environment's own", async () => {
    await cut([
      { ...foreign, Attachment: { InstanceId: "i-1" } },
      { ...foreign, Description: "ELB app/taskmanager-demo/50dc6c495c0c9188" },
    ]);
  });

  it("spares no subnet for an instance of its own that is gone", async () => {
    const gone = instance("5", A, "terminated");
    const observation = steady({ instances: [...steady().instances, gone] });
    await cut([{ ...foreign, Attachment: { InstanceId: "i-5" } }], observation);
  });

  it("names all that it would cut off", async () => {
    const others = ["eni-8", "eni-9"].map((NetworkInterfaceId) => ({
      ...foreign,
      NetworkInterfaceId,
    }));
    await expect(cut(others)).rejects.toThrow(/eni-8 .*; .*eni-9 /);
  });

  it.each([
    ["another's instance", { Attachment: { InstanceId: "i-9" } }],
    ["an instance with its tags that is not in its group", { Attachment: { InstanceId: "i-5" } }],
    ["another's load balancer", { Description: "ELB app/taskmanager-demo-2/50dc6c495c0c9188" }],
    ["a database", { Description: "RDSNetworkInterface" }],
  ])("is refused in a subnet that also holds %s", async (_, changes) => {
    await expect(cut([{ ...foreign, ...changes }])).rejects.toThrow(
      /"subnet-a" also holds eni-9 .*choose --fault stop/,
    );
  });
});
