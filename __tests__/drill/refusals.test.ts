import { describe, expect, it } from "vitest";
import { explained } from "../../src/drill/drill-error";
import { scopeOf } from "../../src/drill/environment-scope";
import type { Account } from "../../src/drill/fault/account";
import type { Change } from "../../src/drill/fault/change";
import type { JournalHeader } from "../../src/drill/fault/journal";
import { refuseForeignChanges } from "../../src/drill/fault/ownership";
import { refuseForeignInterfaces } from "../../src/drill/fault/surroundings";
import { identify } from "../../src/drill/preflight/identity";
import { permissionChecks } from "../../src/drill/preflight/permissions";
import { type AwsClients, createClients } from "../../src/topology/live/clients";
import { environment } from "../support/environments";
import { A, steady } from "./support/observations";

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

describe("a blackhole", () => {
  const cut = (NetworkInterfaces: readonly object[]) =>
    refuseForeignInterfaces(
      answering(async () => ({ NetworkInterfaces })),
      scopeOf(environment()),
      steady(),
      ["subnet-a"],
    );
  const foreign = { NetworkInterfaceId: "eni-9", SubnetId: "subnet-a" };

  it("spares no subnet that holds only the environment's own", async () => {
    await cut([
      { ...foreign, Attachment: { InstanceId: "i-1" } },
      { ...foreign, Description: "ELB app/taskmanager-demo/50dc6c495c0c9188" },
    ]);
  });

  it.each([
    ["another's instance", { Attachment: { InstanceId: "i-9" } }],
    ["another's load balancer", { Description: "ELB app/taskmanager-demo-2/50dc6c495c0c9188" }],
    ["a database", { Description: "RDSNetworkInterface" }],
  ])("is refused in a subnet that also holds %s", async (_, changes) => {
    await expect(cut([{ ...foreign, ...changes }])).rejects.toThrow(
      /"subnet-a" also holds eni-9 .*choose --fault stop/,
    );
  });
});
