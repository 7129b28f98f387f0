import type { Chart, Series } from "../../report/chart";
import type { Mark } from "../../report/marks";
import { changesOnly, zoneRole } from "../../report/series";
import type { Role } from "../../report/theme";
import {
  failingShares,
  type Snapshot,
  type Timeline,
  type ZoneSnapshot,
} from "../../simulation/timeline";

/** What is drawn before the fault. */
const BEFORE_SECONDS = 10;

const FAULT: readonly Mark[] = [{ seconds: 0, name: "fault" }];

/** What clients see, while the errors last and a little longer. */
export function requestsChart(timeline: Timeline, rate: number, title: string): Chart {
  const seconds = Math.max(60, Math.ceil((timeline.result.errorWindowMs / 1_000) * 1.5));
  const shares = failingShares(timeline.stretches, 1_000, seconds * 1_000);
  const over = (value: (share: number) => number): Series["points"] => [
    [-BEFORE_SECONDS, value(0)],
    ...shares.map((share, second) => [second, value(share)] as const),
  ];
  return {
    title,
    valueTitle: "requests a second",
    valueMax: rate,
    fromSeconds: -BEFORE_SECONDS,
    toSeconds: seconds,
    stacked: true,
    series: [
      { name: "answered", role: "good", points: over((share) => rate * (1 - share)) },
      { name: "failed", role: "bad", points: over((share) => rate * share) },
    ],
    marks: FAULT,
  };
}

/** One way to deploy, in a run that is typical of it. */
export interface Contender {
  readonly name: string;
  readonly timeline: Timeline;
}

const CONTENDER_ROLES: readonly Role[] = ["good", "bad", "third", "fourth"];

/** The failed requests of several; of those that come to the same, only the first. */
export function contendersChart(
  contenders: readonly Contender[],
  rate: number,
  title: string,
): Chart {
  const windows = contenders.map(({ timeline }) => timeline.result.errorWindowMs / 1_000);
  const seconds = Math.max(30, Math.ceil(Math.max(...windows) * 1.1));
  const drawn = contenders.map(({ name, timeline }) => ({
    name,
    points: [
      [-BEFORE_SECONDS, 0] as const,
      ...failingShares(timeline.stretches, 1_000, seconds * 1_000).map(
        (share, second) => [second, rate * share] as const,
      ),
    ],
  }));
  const distinct = drawn.filter(
    ({ points }, index) =>
      drawn.findIndex((each) => String(each.points) === String(points)) === index,
  );
  return {
    title,
    valueTitle: "failed requests a second",
    fromSeconds: -BEFORE_SECONDS,
    toSeconds: seconds,
    series: distinct.map((each, index) => ({
      ...each,
      role: CONTENDER_ROLES[index % CONTENDER_ROLES.length] as Role,
      dashed: index >= CONTENDER_ROLES.length,
    })),
    marks: FAULT,
  };
}

/** What the load balancer thinks of its targets. */
export function targetsChart(timeline: Timeline, zones: readonly string[], title: string): Chart {
  return {
    ...recovery(timeline),
    title,
    valueTitle: "targets",
    series: perZone(timeline, zones, [
      { what: "healthy", count: ({ targets }) => targets.healthy },
      { what: "unhealthy", count: ({ targets }) => targets.unhealthy, dashed: true },
    ]),
  };
}

/** What runs. */
export function tasksChart(timeline: Timeline, zones: readonly string[], title: string): Chart {
  return {
    ...recovery(timeline),
    title,
    valueTitle: "tasks, instances",
    series: perZone(timeline, zones, [
      { what: "tasks serve", count: ({ tasks }) => tasks.serving },
      { what: "instances", count: ({ instances }) => instances.running, dashed: true },
    ]),
  };
}

interface Count {
  readonly what: string;
  readonly count: (zone: ZoneSnapshot) => number;
  readonly dashed?: boolean;
}

function perZone(
  { before, snapshots }: Timeline,
  zones: readonly string[],
  counts: readonly Count[],
): readonly Series[] {
  return counts.flatMap(({ what, count, dashed = false }) =>
    zones.map((zone, index) => ({
      name: `${what} in ${zone}`,
      role: zoneRole(index),
      dashed,
      points: pointsOf(before, snapshots, (snapshot) => {
        const state = snapshot.zones[zone];
        return state ? count(state) : 0;
      }),
    })),
  );
}

function pointsOf(
  before: Snapshot,
  snapshots: readonly Snapshot[],
  value: (snapshot: Snapshot) => number,
): Series["points"] {
  return changesOnly([
    [-BEFORE_SECONDS, value(before)],
    ...snapshots.map((snapshot) => [snapshot.atMs / 1_000, value(snapshot)] as const),
  ]);
}

/** From the fault until everything is as before, or as much as ever is. */
function recovery({ result }: Timeline): Pick<Chart, "fromSeconds" | "toSeconds" | "marks"> {
  const moments: readonly Mark[] = [
    { seconds: 0, name: "fault" },
    { seconds: result.desiredAgainMs / 1_000, name: "all tasks serve" },
    { seconds: result.zonesAgainMs / 1_000, name: "as many zones" },
  ];
  const marks = moments.filter(
    ({ seconds }, index) => index === 0 || (seconds > 0 && Number.isFinite(seconds)),
  );
  const last = Math.max(...marks.map(({ seconds }) => seconds));
  return {
    fromSeconds: -BEFORE_SECONDS,
    toSeconds: Math.ceil(Math.max(120, last * 1.15)),
    marks,
  };
}
