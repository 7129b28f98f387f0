import { STATEMENT } from "../../simulation/assumptions";
import type { Comparison } from "../../simulation/compare";
import { isPrediction, type NoPrediction, type Prediction } from "../../simulation/predict";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import { describeAssumptions, WHY_ASSUMED } from "../../topology/describe-assumptions";
import { wrap } from "../wrap";
import { type Answer, type Comparisons, isPredicted } from "./answer";
import { FIGURE_HEAD, figureRows } from "./figure-rows";
import { count, duration, times } from "./quantities";

const WIDTH = 80;

/** For a terminal of 80 columns. */
export function predictionText(
  answers: readonly Answer[],
  heading: (text: string) => string,
): string {
  const blocks = answers.flatMap(({ name, answer, comparisons }) =>
    isPrediction(answer)
      ? [
          ...answer.zones.map((zone) => zoneText(name, answer.options, zone, comparisons, heading)),
          aboutRuns(answer),
        ]
      : [notPredicted(name, answer, heading)],
  );
  const predicted = answers.some(isPredicted);
  return [...blocks, ...(predicted ? [STATEMENT] : [])].join("\n\n");
}

/** What is simulated, in one line. */
export function happening(options: Prediction["options"], zone: string): string {
  const { fault, nodeLost, launches, zonalShift } = options;
  const what = {
    stop: "every instance stops",
    blackhole: "the zone vanishes without a word",
    instance: "one instance stops",
  }[fault];
  return [
    `${zone}: ${what}`,
    ...(nodeLost ? ["its load-balancer node is lost"] : []),
    ...(launches ? [] : ["no instance can be launched"]),
    ...(zonalShift ? ["a zonal shift is started"] : []),
  ].join(", ");
}

/** Why bounds have no upper end. */
export function openEnds({ bounds }: ZonePrediction): readonly string[] {
  return [...new Set([...bounds.errorsOpenEnded, ...bounds.recoveryOpenEnded])];
}

function zoneText(
  name: string,
  options: Prediction["options"],
  zone: ZonePrediction,
  comparisons: Comparisons,
  heading: (text: string) => string,
): string {
  return [
    heading(wrap(`${name}, ${happening(options, zone.zone)}`, WIDTH)),
    "",
    ...columns([FIGURE_HEAD, ...figureRows(zone, options.rate)]),
    ...openEnds(zone).map((reason) => line(`no upper bound: ${reason}`)),
    "",
    ...verdict(zone).map(line),
    ...comparisonLines(comparisons.get(zone.zone) ?? []),
  ].join("\n");
}

function aboutRuns({ options, assumptions, planAssumptions }: Prediction): string {
  return [
    ...assumedOfPlan(planAssumptions),
    ...assumptions.map((assumption) => wrap(`assumed: ${assumption}`, WIDTH, 0, 2)),
    `${count(options.runs)} runs a zone, seed ${options.seed}, over ${duration(options.horizonMs)}`,
  ].join("\n");
}

function assumedOfPlan(assumptions: Prediction["planAssumptions"]): readonly string[] {
  const { lines, more } = describeAssumptions(assumptions);
  return lines.length === 0
    ? []
    : [
        wrap(`assumed: ${WHY_ASSUMED}`, WIDTH, 0, 2),
        ...lines.map(line),
        ...(more > 0 ? [`  and ${more} more: see --json`] : []),
      ];
}

function notPredicted(
  name: string,
  { reasons }: NoPrediction,
  heading: (text: string) => string,
): string {
  return [heading(`${name} cannot be simulated`), ...reasons.map(line)].join("\n");
}

function line(text: string): string {
  return wrap(text, WIDTH, 2, 2);
}

function verdict({ shortcomings }: ZonePrediction): readonly string[] {
  return shortcomings.length === 0
    ? ["survives: some of every service serves all along, in the end all"]
    : shortcomings.map((shortcoming) => `does not survive: ${shortcoming}`);
}

function comparisonLines(comparisons: readonly Comparison[]): readonly string[] {
  if (comparisons.length === 0) {
    return [];
  }
  return [
    "",
    ...columns([
      ["with the defaults of", "errors", "ratio", "failed", "ratio"],
      ...comparisons.map(({ peer, prediction, errorWindowRatio, failedRequestsRatio }) => [
        peer,
        duration(prediction.figures.errorWindowMs.p50),
        times(errorWindowRatio),
        count(prediction.figures.failedRequests.p50),
        times(failedRequestsRatio),
      ]),
    ]),
  ];
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const cells = (row: readonly string[]) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
  return rows.map((row) => `  ${cells(row).join("  ")}`.trimEnd());
}
