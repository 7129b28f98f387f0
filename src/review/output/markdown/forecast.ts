import type { Forecast, Quantiles, ZoneFigures, ZoneForecast } from "../../resilience/forecast";
import { bold, code, join, type Markdown, plain, sentence } from "./escape";
import { table } from "./table";

/** What clients would see when a zone is lost, before and after. */
export function forecast({ rate, runs, zones, untold }: Forecast, room: number): string {
  if (untold.length > 0) {
    return `What clients would see cannot be told: ${plain(untold.join("; "))}.`;
  }
  const about = `Predicted for the loss of a zone's instances, at ${rate} requests a second: the middle of ${runs} runs, and in brackets what 99 of 100 stay below. A model of what AWS documents, not a measurement.`;
  const rows = table(
    [
      { title: "zone lost" },
      { title: "clients see errors for", align: "right" },
      { title: "requests that fail", align: "right" },
      { title: "all tasks serve again after", align: "right" },
      { title: "survives" },
    ],
    zones.map(cells),
    room - about.length,
  );
  return `${rows}\n\n${about}`;
}

function cells({ zone, before, after }: ZoneForecast): Markdown[] {
  const change = (of: (figures: ZoneFigures) => Markdown) => {
    const [was, is] = [before && of(before), of(after)];
    return was === undefined || was === is ? is : join([was, sentence("→"), bold(is)], " ");
  };
  return [
    code(zone),
    change(({ errorSeconds }) => quantiles(errorSeconds, " s")),
    change(({ failedRequests }) => quantiles(failedRequests, "")),
    change(({ desiredAgainSeconds }) => quantiles(desiredAgainSeconds, " s")),
    change(({ shortcomings }) =>
      shortcomings.length === 0
        ? sentence("✅")
        : join([sentence("🛑"), ...shortcomings.map(plain)], " "),
    ),
  ];
}

function quantiles({ p50, p99 }: Quantiles, unit: string): Markdown {
  const text = (value: number | null) => (value === null ? "never" : `${value}${unit}`);
  return sentence(`${text(p50)} (${text(p99)})`);
}
