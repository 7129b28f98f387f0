/**
 * How long AWS takes for a step for which it publishes no figure: assumed, in milliseconds, from a
 * least to a greatest value between which the truth is taken to lie.
 */
export interface AssumedLatency {
  readonly minMs: number;
  readonly maxMs: number;
  /** Why this range and no other; always begins with the word "assumed". */
  readonly basis: string;
}

/** The ECS service scheduler notices a stopped or unhealthy task and starts its replacement. */
export const TASK_REPLACEMENT: AssumedLatency = {
  minMs: 1_000,
  maxMs: 15_000,
  basis: "assumed: AWS gives no figure for the scheduler's reaction to a stopped task",
};

/** A placed task becomes RUNNING: its image is on the instance or is pulled within the Region. */
export const TASK_START: AssumedLatency = {
  minMs: 1_000,
  maxMs: 30_000,
  basis: "assumed: depends on image, pull behaviour and application; measure it on the service",
};

/** A launched instance boots, starts its agent and registers as a container instance. */
export const BOOT_TO_REGISTERED: AssumedLatency = {
  minMs: 45_000,
  maxMs: 120_000,
  basis: "assumed: ECS-optimized Amazon Linux 2023 without further user data",
};

/** ECS takes the agent of an instance that fell silent for disconnected. */
export const AGENT_DISCONNECTED: AssumedLatency = {
  minMs: 30_000,
  maxMs: 300_000,
  basis: "assumed: AWS describes agentConnected but not how fast it turns false",
};

/** The Auto Scaling group notices that an instance was stopped or terminated. */
export const STOPPED_INSTANCE_NOTICED: AssumedLatency = {
  minMs: 5_000,
  maxMs: 60_000,
  basis: "assumed: the group replaces a stopped instance at once, without a published figure",
};

/**
 * The Auto Scaling group gives up an instance whose status checks are impaired.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
 */
export const IMPAIRED_INSTANCE_REPLACED: AssumedLatency = {
  minMs: 120_000,
  maxMs: 600_000,
  basis: "assumed: the documentation says that the group waits a few minutes for recovery",
};

/** The Auto Scaling group tries again to launch in a zone in which a launch has failed. */
export const FAILED_LAUNCH_RETRIED: AssumedLatency = {
  minMs: 60_000,
  maxMs: 600_000,
  basis: "assumed: AWS says that the group goes on trying, without a figure",
};

/** The targets of a stopped instance become `unused`, and get nothing more. */
export const STOPPED_TARGET_UNUSED: AssumedLatency = {
  minMs: 1_000,
  maxMs: 30_000,
  basis: "assumed: AWS documents the state (Target.InvalidState) but not how soon it is set",
};

/** Someone, or zonal autoshift, starts a zonal shift after the zone was lost. */
export const ZONAL_SHIFT_START: AssumedLatency = {
  minMs: 60_000,
  maxMs: 300_000,
  basis: "assumed: people and alarms differ, and AWS gives no figure for autoshift",
};

/** The addresses of a lost zone leave the load balancer's DNS name; the record's TTL comes on top. */
export const ZONAL_DNS_REMOVAL: AssumedLatency = {
  minMs: 10_000,
  maxMs: 120_000,
  basis: "assumed: AWS publishes the TTL of 60 s but not when an address is removed",
};

/** ECS starts to rebalance zones after the service has reached its steady state. */
export const ZONE_REBALANCING_START: AssumedLatency = {
  minMs: 60_000,
  maxMs: 600_000,
  basis: "assumed: AWS says that it monitors continuously, without a figure",
};

export const ASSUMED_LATENCIES = {
  TASK_REPLACEMENT,
  TASK_START,
  BOOT_TO_REGISTERED,
  AGENT_DISCONNECTED,
  STOPPED_INSTANCE_NOTICED,
  IMPAIRED_INSTANCE_REPLACED,
  FAILED_LAUNCH_RETRIED,
  STOPPED_TARGET_UNUSED,
  ZONAL_SHIFT_START,
  ZONAL_DNS_REMOVAL,
  ZONE_REBALANCING_START,
} as const satisfies Record<string, AssumedLatency>;

/**
 * A latency within its range, in milliseconds.
 *
 * @param share where in the range: 0 is the least, 1 the greatest, 0.5 the middle
 */
export function latencyMs({ minMs, maxMs }: AssumedLatency, share = 0.5): number {
  return minMs + share * (maxMs - minMs);
}

/** Milliseconds by name of latency. */
export type Latencies = Readonly<Record<keyof typeof ASSUMED_LATENCIES, number>>;

/** One value for each latency, anywhere in its range. */
export function sampleLatencies(random: () => number): Latencies {
  const entries = Object.entries(ASSUMED_LATENCIES);
  return Object.fromEntries(
    entries.map(([name, latency]) => [name, latencyMs(latency, random())]),
  ) as Latencies;
}
