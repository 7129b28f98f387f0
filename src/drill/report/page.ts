import { renderChart } from "../../report/chart";
import { escapeMarkup, list, table } from "../../report/markup";
import { page } from "../../report/page";
import type { NoPrediction, Prediction } from "../../simulation/predict";
import { predictedChart, requestsChart, targetsChart, tasksChart } from "./charts";
import type { DrillRecord } from "./record";
import type { DrillReport } from "./report";
import {
  clientTable,
  comparisonTable,
  judgementTable,
  recoveryTable,
  type Table,
  timelineTable,
} from "./tables";
import { aboutPrediction, circumstances, headline, remarks, titleOf } from "./wording";

/** The report as one HTML file. */
export function drillPage(
  report: DrillReport,
  record: DrillRecord,
  prediction: Prediction | NoPrediction,
): string {
  const noted = remarks(report);
  const predicted = report.comparisons.length > 0 ? predictedChart(record, prediction) : undefined;
  return page(titleOf(report), [
    `<p${report.verdict === "holds" ? "" : ' class="note"'}><strong>${escapeMarkup(headline(report))}</strong></p>`,
    ...(noted.length > 0 ? [list(noted)] : []),
    markupOf(judgementTable(report)),
    "<h2>What clients saw</h2>",
    renderChart(requestsChart(record)),
    markupOf(clientTable(report)),
    "<h2>What was predicted</h2>",
    ...(predicted ? [markupOf(comparisonTable(report)), renderChart(predicted)] : []),
    `<p class="muted">${escapeMarkup(aboutPrediction(report))}</p>`,
    "<h2>What happened</h2>",
    renderChart(targetsChart(record)),
    renderChart(tasksChart(record)),
    markupOf(recoveryTable(report), [1]),
    "<h2>Timeline</h2>",
    markupOf(timelineTable(report), [2]),
    `<p class="muted">${escapeMarkup(circumstances(report))}</p>`,
  ]);
}

function markupOf({ head, rows }: Table, wordy: readonly number[] = []): string {
  return table(head, rows, wordy);
}
