import type { Comparison } from "./comparison";
import type { DrillReport } from "./report";
import { percent, seconds } from "./verdict";

/** Text by rows and columns, for whatever shows it. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function judgementTable({ judgements }: DrillReport): Table {
  return {
    head: ["", "measured", "wanted", ""],
    rows: judgements.map(({ title, measured, limit, holds }) => [
      title,
      measured,
      limit,
      holds ? "holds" : "MISSED",
    ]),
  };
}

export function clientTable({ clients }: DrillReport): Table {
  const phases = [clients.before, clients.during, clients.after];
  const row = (title: string, value: (view: (typeof phases)[number]) => string) => [
    title,
    ...phases.map(value),
  ];
  return {
    head: ["", "before", "during the fault", "after it"],
    rows: [
      row("requests", ({ requests }) => `${requests}`),
      row("failed", ({ failed }) => `${failed}`),
      row("of these", ({ failedByClass }) =>
        Object.entries(failedByClass)
          .map(([name, count]) => `${count} ${name}`)
          .join(", "),
      ),
      row("error window", ({ errorWindowMs }) => seconds(errorWindowMs)),
      row("longest time without an answer", ({ longestGapMs }) => seconds(longestGapMs)),
      row("answered in, median", ({ latencyMs }) => `${Math.round(latencyMs.p50)} ms`),
      row("answered in, 99 %", ({ latencyMs }) => `${Math.round(latencyMs.p99)} ms`),
    ],
  };
}

export function comparisonTable({ comparisons }: DrillReport): Table {
  return {
    head: ["", "measured", "predicted", ""],
    rows: comparisons.map(({ title, unit, measured, predicted: { least, most }, within }) => [
      title,
      measured === undefined ? "not seen" : told(unit, measured),
      most === Number.POSITIVE_INFINITY
        ? `${told(unit, least)} or more`
        : `${told(unit, least)} to ${told(unit, most)}`,
      within ? "within" : "OUTSIDE",
    ]),
  };
}

function told(unit: Comparison["unit"], value: number): string {
  switch (unit) {
    case "ms":
      return seconds(value);
    case "requests":
      return `${value}`;
    case "share":
      return percent(value);
  }
}

export function recoveryTable({ detections, recovery }: DrillReport): Table {
  const seen = (ms: number | undefined) => (ms === undefined ? "not seen" : seconds(ms));
  return {
    head: ["", ""],
    rows: [
      ...detections.map(({ target, zone, afterMs, became }) => [
        `target ${target} in ${zone} taken out`,
        afterMs === undefined ? "not seen" : `after ${seconds(afterMs)}, ${became}`,
      ]),
      ["capacity at its lowest", percent(recovery.lowestCapacity)],
      ["desired count serves again after", seen(recovery.desiredAgainMs)],
      ["both zones serve again after", seen(recovery.zonesAgainMs)],
      [
        "tasks started in",
        Object.entries(recovery.newTasks)
          .map(([zone, count]) => `${zone}: ${count}`)
          .join(", ") || "none",
      ],
    ],
  };
}

export function timelineTable({ happenings }: DrillReport): Table {
  return {
    head: ["since the fault", "zone", "what"],
    rows: happenings.map(({ atMs, zone, text }) => [seconds(atMs), zone, text]),
  };
}
