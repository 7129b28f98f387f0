import type { EChartsOption, LineSeriesOption } from "echarts";
import { heightOf, type Mark, markRows, marksOption } from "./marks";
import { escapeMarkup } from "./markup";
import { CHARACTER, FONT } from "./text";
import { colour, type Role, THEME_CSS } from "./theme";

/** Something over time. */
export interface Chart {
  /** Names it for those who do not see it; also what tells its parts from another chart's. */
  readonly title: string;
  /** With its unit, such as `requests a second`. */
  readonly valueTitle: string;
  /** The top of the value axis, where it is to be no rounder number than that. */
  readonly valueMax?: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly series: readonly Series[];
  /** The series lie on top of each other as areas. */
  readonly stacked?: boolean;
  readonly marks?: readonly Mark[];
}

export interface Series {
  readonly name: string;
  readonly role: Role;
  readonly dashed?: boolean;
  /** A value holds until the next point. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

const WIDTH = 820;
const HEIGHT = 280;
const PLOT_LEFT = 64;
const PLOT_RIGHT = 24;

/** An SVG element for a page whose style sheet has the theme's colours. */
export function renderChart(chart: Chart): string {
  // Here and not above: it takes longer to load than most commands that never draw take to run.
  const { init }: typeof import("echarts") = require("echarts");
  const surface = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  surface.setOption(optionOf(chart));
  const svg = surface.renderToSVGString({ useViewBox: true });
  surface.dispose();
  return still(svg, chart.title);
}

/** The same as a file of its own, which brings the colours along and follows the reader's theme. */
export function renderChartFile(chart: Chart): string {
  const paper = `<rect width="100%" height="100%" fill="${colour("paper")}"/>`;
  return renderChart(chart).replace(/>/, `><style>${THEME_CSS}</style>${paper}`);
}

function optionOf(chart: Chart): EChartsOption {
  const { series, valueTitle, valueMax, marks = [] } = chart;
  const axis = timeAxis(chart);
  const legend = legendRows(series);
  const text = { color: colour("muted"), fontFamily: FONT, fontSize: 12 };
  const line = { lineStyle: { color: colour("muted") } };
  const rows = markRows(marks, axis.range, WIDTH - PLOT_LEFT - PLOT_RIGHT);
  return {
    animation: false,
    grid: {
      left: PLOT_LEFT,
      right: PLOT_RIGHT,
      top: 18 + legend.length * LEGEND_ROW + heightOf(rows),
      bottom: 48,
    },
    legend: legend.map((names, row) => ({
      data: [...names],
      top: 4 + row * LEGEND_ROW,
      left: 56,
      itemGap: LEGEND_GAP,
      itemWidth: LEGEND_SAMPLE,
      textStyle: { ...text, color: colour("ink") },
      // The line alone, so that a dashed one shows.
      ...(chart.stacked ? { icon: "rect", itemHeight: 10 } : { itemStyle: { opacity: 0 } }),
    })),
    xAxis: {
      type: "value",
      ...axis.range,
      name: `${axis.unit} since the fault`,
      nameLocation: "middle",
      nameGap: 30,
      nameTextStyle: text,
      axisLabel: { ...text, formatter: axis.label },
      axisLine: { show: true, onZero: false, ...line },
      axisTick: line,
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: valueMax,
      minInterval: 1,
      name: valueTitle,
      nameLocation: "middle",
      nameGap: 44,
      nameTextStyle: text,
      axisLabel: text,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: colour("grid") } },
    },
    series: series.map((each, index) =>
      seriesOption(each, chart, axis.range, index === 0 ? rows : new Map()),
    ),
  };
}

const LEGEND_ROW = 20;
const LEGEND_SAMPLE = 28;
const LEGEND_GAP = 44;

/** The names in rows that fit. */
function legendRows(series: readonly Series[]): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let left = 0;
  for (const { name } of series) {
    const width = LEGEND_SAMPLE + name.length * CHARACTER + LEGEND_GAP;
    if (width > left) {
      rows.push([]);
      left = WIDTH - 80;
    }
    rows.at(-1)?.push(name);
    left -= width;
  }
  return rows;
}

interface TimeAxis {
  readonly range: { readonly min: number; readonly max: number; readonly interval: number };
  readonly unit: "seconds" | "minutes";
  readonly label: (seconds: number) => string;
}

/** Whole steps, in the unit that makes whole numbers of them. */
function timeAxis({ fromSeconds, toSeconds }: Chart): TimeAxis {
  const span = toSeconds - fromSeconds;
  const interval = STEPS.find((step) => span / step <= MOST_STEPS) ?? span;
  const minutes = interval % 60 === 0;
  return {
    range: {
      min: Math.floor(fromSeconds / interval) * interval,
      max: Math.ceil(toSeconds / interval) * interval,
      interval,
    },
    unit: minutes ? "minutes" : "seconds",
    label: (seconds) => String(minutes ? seconds / 60 : seconds),
  };
}

/** What people count time in. */
const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600] as const;
const MOST_STEPS = 12;

function seriesOption(
  { name, role, dashed, points }: Series,
  { stacked }: Chart,
  { min, max }: TimeAxis["range"],
  marks: ReadonlyMap<Mark, number>,
): LineSeriesOption {
  const color = colour(role);
  const [, first = 0] = points[0] ?? [];
  const [, last = 0] = points.at(-1) ?? [];
  return {
    type: "line",
    name,
    data: [[min, first], ...points.map((point) => [...point]), [max, last]],
    step: "end",
    showSymbol: false,
    color,
    lineStyle: { width: stacked ? 0 : 2, color, type: dashed ? "dashed" : "solid" },
    ...(stacked ? { stack: "all", areaStyle: { color, opacity: 0.85 } } : {}),
    ...(marks.size > 0 ? { markLine: marksOption(marks) } : {}),
  };
}

/**
 * Without what only a mouse would find, and with ids that two charts on a page do not share and
 * that are the same in every run.
 */
function still(svg: string, title: string): string {
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return svg
    .replace(/<style ?>[\s\S]*?<\/style>/g, "")
    .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, "")
    .replace(/\bzr\d+-/g, `${id}-`)
    .replace("<svg ", `<svg role="img" aria-label="${escapeMarkup(title)}" `);
}
