import { closeSync, existsSync, openSync, rmSync, writeFileSync } from "node:fs";
import { markdownOf } from "../drill/report/markdown";
import { drillPage } from "../drill/report/page";
import type { DrillRecord } from "../drill/report/record";
import type { DrillReport } from "../drill/report/report";
import type { NoPrediction, Prediction } from "../simulation/predict";

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

/** @throws Error for a file that cannot be written: better before a zone is lost than after it */
export function refuseUnwritable({ markdown, html }: Outputs): void {
  for (const file of [markdown, html]) {
    if (file !== undefined) {
      refuseFile(file);
    }
  }
}

/** Opened to write, as the report will be, and left as it was. */
function refuseFile(file: string): void {
  const isNew = !existsSync(file);
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`"${file}" cannot be written (${code}): give a file in a folder that there is`);
  }
  if (isNew) {
    rmSync(file);
  }
}

/** Standard output first: it is there whatever becomes of the files. */
export function publish({ report, record, prediction }: Outcome, outputs: Outputs): void {
  const markdown = markdownOf(report);
  console.log(outputs.json ? JSON.stringify(report, null, 2) : markdown);
  if (outputs.markdown !== undefined) {
    writeFileSync(outputs.markdown, markdown);
  }
  if (outputs.html !== undefined) {
    writeFileSync(outputs.html, drillPage(report, record, prediction));
  }
}
