import { XMLParser } from "fast-xml-parser";
import { vi } from "vitest";
import { AutoScaling } from "../../../src/sandbox/auto-scaling/auto-scaling";
import { Clock } from "../../../src/sandbox/clock";
import { EventLog, type SandboxEvent } from "../../../src/sandbox/event-log";
import { recognise } from "../../../src/sandbox/gateway/aws-request";
import { AwsError } from "../../../src/sandbox/gateway/aws-response";
import { type FleetInstance, InstanceFleet } from "../../../src/sandbox/instance-fleet";
import { sandboxLatencyMs } from "../../../src/sandbox/latencies";
import type { Store } from "../../../src/sandbox/store";
import { BOOT_TO_REGISTERED } from "../../../src/simulation/latencies";

export const BOOT_SECONDS = sandboxLatencyMs(BOOT_TO_REGISTERED) / 1_000;

const parser = new XMLParser({ isArray: (name) => name === "member", parseTagValue: false });

/** How a test writes parameters and reads results: lists are arrays, everything else is text. */
export type Value = string | readonly Value[] | { readonly [name: string]: Value };
// biome-ignore lint/suspicious/noExplicitAny: an assertion reaches deep into an answer of any shape
type Result = Record<string, any>;

/** Two zones, each with a subnet, and one group; its clock is that of vitest's fake timers. */
export class AutoScalingWorld {
  readonly events: SandboxEvent[] = [];
  readonly clock = new Clock(1);
  readonly log = new EventLog(this.clock);
  readonly store = fakeStore();
  readonly fleet = new InstanceFleet(this.store, { next: () => "127.0.0.1" }, this.clock, this.log);
  readonly autoScaling = new AutoScaling(this.fleet, this.store, this.log, this.clock);

  constructor() {
    this.log.onEvent((event) => this.events.push(event));
  }

  /** A group of two that launches before it terminates, with some of its settings replaced. */
  async createGroup(settings: Readonly<Record<string, Value>> = {}): Promise<void> {
    await this.call("CreateAutoScalingGroup", {
      AutoScalingGroupName: "capacity",
      VPCZoneIdentifier: "subnet-a,subnet-b",
      MinSize: "2",
      MaxSize: "4",
      ...("MixedInstancesPolicy" in settings
        ? {}
        : { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" } }),
      InstanceMaintenancePolicy: { MinHealthyPercentage: "100", MaxHealthyPercentage: "200" },
      ...settings,
    });
  }

  /** From now on no instance can be launched in these zones. */
  failLaunchesIn(...zones: readonly string[]): void {
    this.fleet.conditions = {
      launchesFailIn: (zone) => zones.includes(zone),
      isCutOff: () => false,
    };
  }

  /** @throws AwsError as the gateway would answer with it */
  async call(action: string, parameters: Readonly<Record<string, Value>> = {}): Promise<Result> {
    const handler = this.autoScaling.handlers[`autoscaling:${action}`];
    if (!handler) {
      throw new Error(`nobody answers ${action}`);
    }
    const form = new URLSearchParams([
      ["Action", action],
      ...flat("", { AutoScalingGroupName: "capacity", ...parameters }),
    ]);
    const request = recognise(
      "POST",
      "/",
      { authorization: "Credential=test/20261122/eu-north-1/autoscaling/aws4_request" },
      Buffer.from(form.toString()),
    );
    const answer = await handler(request, () => Promise.reject(new Error("passed on")));
    const parsed = parser.parse(answer.body.toString());
    return withoutMembers(parsed[`${action}Response`][`${action}Result`]) as Result;
  }

  async refusal(action: string, parameters: Readonly<Record<string, Value>>): Promise<string> {
    try {
      await this.call(action, parameters);
    } catch (error) {
      if (error instanceof AwsError) {
        return `${error.code}: ${error.message}`;
      }
      throw error;
    }
    throw new Error(`${action} was not refused`);
  }

  async group(): Promise<Result> {
    return (await this.call("DescribeAutoScalingGroups"))["AutoScalingGroups"][0];
  }

  /** The causes of the group's activities without their times, the newest first. */
  async causes(): Promise<string[]> {
    const { Activities } = await this.call("DescribeScalingActivities");
    return Activities.map(({ Cause }: Result) => Cause.replaceAll(/At \S+ /g, ""));
  }

  /** Lets virtual time go by. */
  async pass(seconds: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
  }

  /** Until what was launched is in service. */
  async boot(): Promise<void> {
    await this.pass(BOOT_SECONDS + 5);
  }

  /** What runs or is about to, by zone. */
  zones(): string[] {
    return this.live().map(({ zone }) => zone.slice(-1));
  }

  live(): FleetInstance[] {
    return [...this.fleet.instances.values()].filter(({ state }) =>
      ["pending", "running"].includes(state),
    );
  }

  /** The first live instance in a zone, by its letter. */
  in(zone: string): FleetInstance {
    return this.live().find((instance) => instance.zone.endsWith(zone)) as FleetInstance;
  }
}

/** A launch template `lt-1` with as many versions as are asked for, and subnets named by zone. */
function fakeStore(): Store {
  let launched = 0;
  const answers: Record<string, (input: { Versions?: string[] }) => object> = {
    DescribeLaunchTemplateVersionsCommand: ({ Versions = [] }) => ({
      LaunchTemplateVersions: [
        {
          LaunchTemplateId: "lt-1",
          LaunchTemplateName: "container-instances",
          VersionNumber: Number(Versions[0]),
          LaunchTemplateData: {
            InstanceType: "t3.small",
            UserData: Buffer.from("ECS_CLUSTER=cluster").toString("base64"),
          },
        },
      ],
    }),
    RunInstancesCommand: () => ({ Instances: [{ InstanceId: `i-${++launched}` }] }),
    StopInstancesCommand: () => ({}),
    TerminateInstancesCommand: () => ({}),
    ListClustersCommand: () => ({ clusterArns: ["cluster"] }),
    DescribeClustersCommand: () => ({
      clusters: [{ clusterName: "cluster", capacityProviders: ["provider"] }],
    }),
  };
  const client = {
    send: async (command: { constructor: { name: string }; input: object }) =>
      answers[command.constructor.name]?.(command.input),
  };
  return {
    region: "eu-north-1",
    ec2: client,
    ecs: client,
    zoneOf: async (subnet: string) => `eu-north-1${subnet.slice(-1)}`,
  } as unknown as Store;
}

function flat(path: string, value: Value): [string, string][] {
  if (typeof value === "string") {
    return [[path, value]];
  }
  const prefix = path === "" ? "" : `${path}.`;
  return Array.isArray(value)
    ? value.flatMap((each, index) => flat(`${prefix}member.${index + 1}`, each))
    : Object.entries(value).flatMap(([name, each]) => flat(`${prefix}${name}`, each));
}

function withoutMembers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { member } = value as { member?: unknown[] };
  return member
    ? member.map(withoutMembers)
    : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutMembers(each)]));
}
