/** One thing that a drill does to the account, with all that is needed to undo it. */
export type Change =
  | LockEnvironment
  | SuspendProcesses
  | StopInstances
  | CreateDenyingAcl
  | CutSubnet
  | StartExperiment;

/** The tag that says that a drill is on, with the drill's id; on what the drill creates too. */
export const DRILL_TAG = "ha-drill";

/** What a drill suspends of the Auto Scaling group. */
export const SUSPENDED_PROCESSES = ["Launch", "HealthCheck"] as const;

/** Marks the Auto Scaling group, so that no other drill begins. */
export interface LockEnvironment {
  readonly kind: "lock";
  readonly group: string;
  readonly drill: string;
}

/** Keeps the group from refilling the zone, and from terminating what has stopped in it. */
export interface SuspendProcesses {
  readonly kind: "suspend-processes";
  readonly group: string;
  /** Those that ran before. */
  readonly processes: readonly (typeof SUSPENDED_PROCESSES)[number][];
}

export interface StopInstances {
  readonly kind: "stop-instances";
  readonly instanceIds: readonly string[];
}

/** A network ACL without an entry that allows anything. */
export interface CreateDenyingAcl {
  readonly kind: "create-acl";
  readonly vpcId: string;
  readonly drill: string;
}

/** Gives a subnet the network ACL that denies everything. */
export interface CutSubnet {
  readonly kind: "cut-subnet";
  readonly subnetId: string;
  readonly aclBefore: string;
  readonly drill: string;
}

export interface StartExperiment {
  readonly kind: "start-experiment";
  readonly templateId: string;
  readonly drill: string;
  /** What it stops. */
  readonly instanceIds: readonly string[];
}

/** Whether clients may see it: what comes before only prepares. */
export function takesAway({ kind }: Change): boolean {
  return kind === "stop-instances" || kind === "cut-subnet" || kind === "start-experiment";
}

/** What is done, for people. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case "lock":
      return `mark the Auto Scaling group ${change.group} with the tag ${DRILL_TAG}=${change.drill}`;
    case "suspend-processes":
      return `suspend ${change.processes.join(" and ")} of the Auto Scaling group ${change.group}`;
    case "stop-instances":
      return `stop ${change.instanceIds.join(", ")}`;
    case "create-acl":
      return `create a network ACL in ${change.vpcId} that denies everything`;
    case "cut-subnet":
      return `give ${change.subnetId} that network ACL (before: ${change.aclBefore})`;
    case "start-experiment":
      return `start the experiment ${change.templateId}, which stops ${change.instanceIds.join(", ")}`;
  }
}
