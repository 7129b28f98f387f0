import type { RefreshPreferences } from "../../simulation/instance-refresh";
import type { Parameters } from "../gateway/query-form";
import type { FleetInstance } from "../instance-fleet";

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
export type LifecycleState =
  | "Pending"
  | "Pending:Wait"
  | "InService"
  | "Terminating"
  | "Terminating:Wait"
  | "Terminating:Proceed";

/** An instance of a group. */
export interface Member {
  readonly instance: FleetInstance;
  /** The launch that brought it here. */
  readonly launch: Activity;
  lifecycleState: LifecycleState;
  protectedFromScaleIn: boolean;
  /** As SetInstanceHealth left it. */
  reportedHealth: "Healthy" | "Unhealthy";
  /** Virtual time of its launch. */
  readonly launchedAtMs: number;
  /** Virtual time since when it is InService. */
  inServiceSinceMs?: number;
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Activity.html */
export interface Activity {
  readonly id: string;
  readonly groupName: string;
  readonly cause: string;
  readonly startTime: string;
  readonly zone: string;
  readonly subnetId: string;
  description: string;
  statusCode: "InProgress" | "Successful" | "Failed" | "Cancelled";
  statusMessage?: string;
  endTime?: string;
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LifecycleHook.html */
export interface LifecycleHook {
  readonly name: string;
  readonly transition: LifecycleTransition;
  readonly heartbeatSeconds: number;
  readonly defaultResult: LifecycleResult;
  /** As it was given, and is given back. */
  readonly settings: Parameters;
}

export type LifecycleTransition =
  | "autoscaling:EC2_INSTANCE_LAUNCHING"
  | "autoscaling:EC2_INSTANCE_TERMINATING";
export type LifecycleResult = "CONTINUE" | "ABANDON";

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html */
export interface InstanceRefresh {
  readonly id: string;
  readonly preferences: RefreshPreferences & {
    readonly skipMatching: boolean;
    readonly instanceWarmupSeconds: number;
  };
  /** What an instance that matches was launched from. */
  readonly wanted: { readonly templateId: string; readonly version: string };
  /** None where any instance type matches. */
  readonly instanceTypes: readonly string[];
  readonly startTime: string;
  /** Virtual time of its start: what was launched later is up to date. */
  readonly startedAtMs: number;
  status: "Pending" | "InProgress" | "Cancelling" | "Cancelled" | "Successful" | "Failed";
  statusReason?: string;
  endTime?: string;
  /** How many there were to replace, and how many there still are; known from the first pass on. */
  total?: number;
  remaining: number;
  /** Virtual time since when only protected instances are left. */
  waitingSinceMs?: number;
}

/** An Auto Scaling group. */
export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly createdTime: string;
  /** As it was given, and is given back. */
  settings: Parameters;
  /** Its subnet in each zone. */
  subnetByZone: ReadonlyMap<string, string>;
  desiredCapacity: number;
  /** Why the desired capacity is what it is, until the group has reached it. */
  desiredBecause?: string;
  /** Suspended processes, each with the reason. */
  readonly suspended: Map<string, string>;
  readonly members: Map<string, Member>;
  /** Launches that have no instance yet. */
  readonly launching: Set<{ readonly zone: string }>;
  /** Zones in which a launch has failed, with the virtual time of the next attempt. */
  readonly failedZones: Map<string, number>;
  readonly zonesShiftedAway: Set<string>;
  readonly hooks: Map<string, LifecycleHook>;
  /** The newest first. */
  readonly refreshes: InstanceRefresh[];
  /** The newest first. */
  readonly activities: Activity[];
}

export function isTerminating({ lifecycleState }: Member): boolean {
  return lifecycleState.startsWith("Terminating");
}

export function isPending({ lifecycleState }: Member): boolean {
  return lifecycleState.startsWith("Pending");
}

/** The members that are not on their way out. */
export function standing(group: Group): readonly Member[] {
  return [...group.members.values()].filter((member) => !isTerminating(member));
}

/** How many instances the group has or is about to have. */
export function capacityOf(group: Group): number {
  return standing(group).length + group.launching.size;
}
