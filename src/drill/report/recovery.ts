import {
  healthyTargets,
  isServing,
  type Observation,
  type ServiceState,
  zonesOf,
} from "../state/observation";
import { isLost, lastBefore } from "./detection";
import type { DrillRecord } from "./record";

/** How the services came back; times in milliseconds since the fault. */
export interface Recovery {
  /** When every service had its desired tasks, healthy, for good; undefined where it never had. */
  readonly desiredAgainMs: number | undefined;
  /** When every service answered from as many zones as before, for good; undefined as above. */
  readonly zonesAgainMs: number | undefined;
  /** Healthy targets as a share of those before, of the service that had least at its worst. */
  readonly lowestCapacity: number;
  /** The share that the loss itself leaves at the least. */
  readonly expectedCapacity: number;
  /** Zones of the tasks that were started since, with how many there were. */
  readonly newTasks: ReadonlyMap<string, number>;
}

export function recoveryOf(record: DrillRecord): Recovery {
  const before = lastBefore(record.observations, record.faultAtMs);
  const later = record.observations.filter(({ atMs }) => atMs >= record.faultAtMs);
  const since = (shortIn: (observation: Observation) => boolean) =>
    endOfShortage(later, shortIn, record.faultAtMs);
  return {
    desiredAgainMs: since(({ services, ...rest }) =>
      services.some((service) => !isServing({ services, ...rest }, service)),
    ),
    zonesAgainMs: since((observation) =>
      observation.services.some(
        (service) => zoneCount(observation, service) < (before ? zoneCount(before, service) : 0),
      ),
    ),
    lowestCapacity: Math.min(1, ...later.map((observation) => capacity(observation, before))),
    expectedCapacity: before ? capacityWithout(before, record) : 1,
    newTasks: newTasks(later, before),
  };
}

/** Since when something that was short no longer is: 0 where it never was. */
function endOfShortage(
  observations: readonly Observation[],
  shortIn: (observation: Observation) => boolean,
  faultAtMs: number,
): number | undefined {
  const lastShort = observations.findLastIndex(shortIn);
  if (lastShort === -1) {
    return 0;
  }
  const whole = observations[lastShort + 1];
  return whole && whole.atMs - faultAtMs;
}

function zoneCount(observation: Observation, service: ServiceState): number {
  return zonesOf(healthyTargets(observation, service)).length;
}

/** Of the service that has least. */
function capacity(observation: Observation, before: Observation | undefined): number {
  return Math.min(
    1,
    ...(before?.services ?? []).map((service) => {
      const had = before ? healthyTargets(before, service).length : 0;
      return had === 0 ? 1 : healthyTargets(observation, service).length / had;
    }),
  );
}

function capacityWithout(before: Observation, record: DrillRecord): number {
  const left = before.targets.filter((target) => !isLost(before, target, record));
  return capacity({ ...before, targets: left }, before);
}

function newTasks(
  later: readonly Observation[],
  before: Observation | undefined,
): ReadonlyMap<string, number> {
  const known = new Set(before?.tasks.map(({ arn }) => arn));
  const started = new Map(
    later
      .flatMap(({ tasks }) => tasks)
      .filter(({ arn, lastStatus }) => lastStatus === "RUNNING" && !known.has(arn))
      .map(({ arn, zone }) => [arn, zone]),
  );
  const counts = new Map<string, number>();
  for (const zone of started.values()) {
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  return counts;
}
