import { markdownOf } from "../drill/report/markdown";
import { drillPage } from "../drill/report/page";
import type { DrillRecord } from "../drill/report/record";
import type { DrillReport } from "../drill/report/report";
import { jsonOutput } from "../json-output";
import type { NoPrediction, Prediction } from "../simulation/predict";
import { refuseUnwritable, writeOutput } from "./output-file";
import { printResult } from "./result";

/** Where the report goes besides standard output. */
export interface Outputs {
  readonly json?: boolean;
  readonly markdown?: string;
  readonly html?: string;
}

export interface Outcome {
  readonly report: DrillReport;
  readonly record: DrillRecord;
  readonly prediction: Prediction | NoPrediction;
}

/** @throws CannotWrite: better before a zone is lost than after it */
export function refuseUnwritableOutputs({ markdown, html }: Outputs): void {
  for (const file of [markdown, html]) {
    if (file !== undefined) {
      refuseUnwritable(file);
    }
  }
}

/** Standard output first: it is there whatever becomes of the files. */
export function publish({ report, record, prediction }: Outcome, outputs: Outputs): void {
  const markdown = markdownOf(report);
  printResult(outputs.json ? jsonOutput(report) : markdown);
  if (outputs.markdown !== undefined) {
    writeOutput(outputs.markdown, markdown);
  }
  if (outputs.html !== undefined) {
    writeOutput(outputs.html, drillPage(report, record, prediction));
  }
}
