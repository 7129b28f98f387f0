import { type Chart, renderChart, renderChartFile } from "../../report/chart";
import { type Cell, escapeMarkup, list, markup, table } from "../../report/markup";
import { page } from "../../report/page";
import { ASSUMPTIONS, NOT_SIMULATED, STATEMENT } from "../../simulation/assumptions";
import type { Comparison } from "../../simulation/compare";
import { ASSUMED_LATENCIES } from "../../simulation/latencies";
import { PEERS } from "../../simulation/peers";
import { isPrediction, scenarioOf } from "../../simulation/predict";
import { timelineOf } from "../../simulation/timeline";
import type { ZonePrediction } from "../../simulation/zone-prediction";
import { describeAssumptions, WHY_ASSUMED } from "../../topology/describe-assumptions";
import { type Answer, isPredicted, type Predicted } from "./answer";
import { FIGURE_HEAD, figureRows } from "./figure-rows";
import { contendersChart, requestsChart, targetsChart, tasksChart } from "./prediction-charts";
import { happening, openEnds } from "./prediction-text";
import { count, duration, times } from "./quantities";

/** Everything as one HTML file. */
export function predictionPage(answers: readonly Answer[]): string {
  const compared = answers.some(({ comparisons }) => comparisons.size > 0);
  return page("What clients would see", [
    `<p class="note">${escapeMarkup(STATEMENT)}</p>`,
    '<p class="muted">“Half” is what half of the runs do not exceed, “99&nbsp;%” what 99 of 100 do not. The bounds are arithmetic on the settings and the assumed ranges below.</p>',
    ...answers.flatMap((each) => (isPredicted(each) ? sections(each) : missing(each))),
    "<h2>How it is modelled</h2>",
    modelList(),
    "<h3>Not simulated</h3>",
    list(NOT_SIMULATED),
    "<h2>Latencies without a published figure</h2>",
    '<p class="muted">Each run draws one value from each range.</p>',
    latencyTable(),
    ...(compared ? ["<h2>Defaults compared with</h2>", peerTable()] : []),
  ]);
}

/** The failed requests when the first zone is struck, as an SVG image of its own. */
export function predictionChart(predicted: Predicted): string {
  const [first] = predicted.answer.zones;
  if (!first) {
    throw new Error(`${predicted.name} has no zone`);
  }
  return renderChartFile(failuresChart(predicted, first));
}

function missing({ name, answer }: Answer): readonly string[] {
  return [
    `<h2>${escapeMarkup(name)} cannot be simulated</h2>`,
    list(isPrediction(answer) ? [] : answer.reasons),
  ];
}

function sections(predicted: Predicted): readonly string[] {
  const { options, zones, assumptions } = predicted.answer;
  return [
    ...zones.flatMap((zone) => section(predicted, zone)),
    ...assumedOfPlan(predicted),
    ...(assumptions.length > 0
      ? [`<h3>Taken for given about ${escapeMarkup(predicted.name)}</h3>`, list(assumptions)]
      : []),
    `<p class="muted">${count(options.runs)} runs a zone, seed ${options.seed}, over ${duration(options.horizonMs)}, at ${count(options.rate)} requests a second.</p>`,
  ];
}

function assumedOfPlan({ name, answer }: Predicted): readonly string[] {
  const { lines, more } = describeAssumptions(answer.planAssumptions);
  return lines.length === 0
    ? []
    : [
        `<h3>Assumed about ${escapeMarkup(name)}</h3>`,
        `<p class="muted">${escapeMarkup(WHY_ASSUMED)}.</p>`,
        list([...lines, ...(more > 0 ? [`and ${more} more`] : [])]),
      ];
}

function failuresChart(
  { name, answer, comparisons }: Predicted,
  { zone, typicalRun }: ZonePrediction,
): Chart {
  const { options, deployment } = answer;
  const scenario = scenarioOf(options, zone);
  const contenders = [
    { name: "this deployment", deployment, run: typicalRun },
    ...(comparisons.get(zone) ?? []).map((each) => ({
      name: `defaults of ${each.peer}`,
      deployment: each.deployment,
      run: each.prediction.typicalRun,
    })),
  ];
  return contendersChart(
    contenders.map((each) => ({
      name: each.name,
      timeline: timelineOf(each.deployment, scenario, options.seed, each.run),
    })),
    options.rate,
    `Failed requests of ${name}, ${happening(options, zone)}`,
  );
}

function section(predicted: Predicted, zone: ZonePrediction): readonly string[] {
  const { name, answer, comparisons } = predicted;
  const { options, deployment } = answer;
  const { seed, rate, runs } = options;
  const timeline = timelineOf(deployment, scenarioOf(options, zone.zone), seed, zone.typicalRun);
  const { zones } = deployment;
  const struck = `of ${name} when ${zone.zone} is struck`;
  const compared = comparisons.get(zone.zone) ?? [];
  return [
    `<h2>${escapeMarkup(`${name}, ${happening(options, zone.zone)}`)}</h2>`,
    ...verdict(zone),
    table(FIGURE_HEAD, figureRows(zone, rate)),
    ...(compared.length > 0
      ? [comparisonTable(compared), renderChart(failuresChart(predicted, zone))]
      : []),
    "<h3>One run: the requests</h3>",
    `<p class="muted">Run ${zone.typicalRun + 1} of ${count(runs)}, the one in the middle by failed requests.</p>`,
    renderChart(requestsChart(timeline, rate, `Requests ${struck}`)),
    "<h3>The same run: the targets, as the load balancer sees them</h3>",
    renderChart(targetsChart(timeline, zones, `Targets ${struck}`)),
    "<h3>The same run: tasks and instances</h3>",
    renderChart(tasksChart(timeline, zones, `Tasks ${struck}`)),
  ];
}

function verdict(zone: ZonePrediction): readonly string[] {
  const { shortcomings } = zone;
  const ends = openEnds(zone);
  return [
    shortcomings.length === 0
      ? "<p><strong>Survives:</strong> some of every service serves all along, and in the end all of it.</p>"
      : `<p class="note"><strong>Does not survive:</strong> ${escapeMarkup(shortcomings.join("; "))}.</p>`,
    ...(ends.length > 0
      ? [`<p class="muted">Without an upper bound: ${escapeMarkup(ends.join("; "))}.</p>`]
      : []),
  ];
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  return table(
    ["with the defaults of", "errors, half", "ratio", "failed, half", "ratio"],
    comparisons.map(({ peer, prediction, errorWindowRatio, failedRequestsRatio }) => [
      peer,
      duration(prediction.figures.errorWindowMs.p50),
      times(errorWindowRatio),
      count(prediction.figures.failedRequests.p50),
      times(failedRequestsRatio),
    ]),
  );
}

function modelList(): string {
  const items = ASSUMPTIONS.map(({ what, source }) => {
    const origin = source ? { text: "AWS documentation", href: source } : "assumed";
    return `<li>${escapeMarkup(what)} (${markup(origin)})</li>`;
  });
  return `<ul>${items.join("\n")}</ul>`;
}

function latencyTable(): string {
  return table(
    ["what", "from", "to", "basis"],
    Object.entries(ASSUMED_LATENCIES).map(([name, { minMs, maxMs, basis }]) => [
      name.toLowerCase().replaceAll("_", " "),
      duration(minMs),
      duration(maxMs),
      basis,
    ]),
    [3],
  );
}

/** Each value leads to the page that says so. */
function peerTable(): string {
  const settings = PEERS[0]?.defaults.map(({ setting }) => setting) ?? [];
  return table(
    ["setting", ...PEERS.map(({ name }) => name)],
    settings.map((setting) => [
      setting,
      ...PEERS.map(({ defaults }): Cell => {
        const found = defaults.find((each) => each.setting === setting);
        return found ? { text: String(found.value), href: found.source } : "";
      }),
    ]),
  );
}
