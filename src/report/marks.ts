import type { LineSeriesOption } from "echarts";
import { CHARACTER, FONT } from "./text";
import { colour } from "./theme";

/** A moment that is worth a line, with its name above the chart. */
export interface Mark {
  readonly seconds: number;
  readonly name: string;
}

const ROW = 14;

/**
 * The row that each mark's name stands in, from 0 for the lowest: names that would meet stand above
 * each other.
 *
 * @param width of the chart between its axis' ends, in pixels
 */
export function markRows(
  marks: readonly Mark[],
  { min, max }: { readonly min: number; readonly max: number },
  width: number,
): ReadonlyMap<Mark, number> {
  const rows = new Map<Mark, number>();
  const ends: number[] = [];
  for (const mark of marks.toSorted((a, b) => a.seconds - b.seconds)) {
    const half = (mark.name.length * CHARACTER) / 2;
    const middle = ((mark.seconds - min) / (max - min)) * width;
    const free = ends.findIndex((end) => end <= middle - half);
    const row = free === -1 ? ends.length : free;
    ends[row] = middle + half;
    rows.set(mark, row);
  }
  return rows;
}

/** Of all rows, in pixels. */
export function heightOf(rows: ReadonlyMap<Mark, number>): number {
  return ROW * (Math.max(0, ...rows.values()) + 1);
}

export function marksOption(
  rows: ReadonlyMap<Mark, number>,
): NonNullable<LineSeriesOption["markLine"]> {
  return {
    symbol: "none",
    silent: true,
    lineStyle: { color: colour("muted"), type: "dotted", width: 1 },
    label: { color: colour("muted"), fontFamily: FONT, fontSize: 11, position: "end" },
    data: [...rows].map(([{ seconds, name }, row]) => ({
      xAxis: seconds,
      label: { formatter: name, distance: 3 + row * ROW },
    })),
  };
}
