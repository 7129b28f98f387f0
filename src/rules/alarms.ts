import type { Knowable } from "../topology/knowable";
import type { Alarm, Topology } from "../topology/model";
import { allKnown, everyOf, someOf, whenKnown } from "./judgement";
import { oncePerTopology } from "./once";
import { ReferenceIndex } from "./reference-index";

/** The alarms that may be on a metric, by the value of one of its dimensions. */
export function alarmsOn(
  metric: string,
  dimension: string,
): (topology: Topology) => ReferenceIndex<Alarm> {
  return oncePerTopology(
    ({ alarms }) =>
      new ReferenceIndex(
        alarms.filter((alarm) => hasMetric(alarm, metric) !== false),
        ({ dimensions }) => allKnown(dimensions.flatMap((each) => each[dimension] ?? [])),
      ),
  );
}

/** Whether an alarm is on a metric, with at least these dimensions. */
export function watches(
  alarm: Alarm,
  metric: string,
  wanted: Readonly<Record<string, Knowable<string>>>,
): Knowable<boolean> {
  return everyOf([
    hasMetric(alarm, metric),
    someOf(
      alarm.dimensions.map((dimensions) =>
        everyOf(Object.entries(wanted).map(([name, value]) => isSame(dimensions[name], value))),
      ),
    ),
  ]);
}

function hasMetric({ metrics }: Alarm, metric: string): Knowable<boolean> {
  return whenKnown([metrics], (names) => names.includes(metric));
}

function isSame(
  dimension: Knowable<string> | undefined,
  wanted: Knowable<string>,
): Knowable<boolean> {
  return dimension !== undefined && whenKnown([dimension, wanted], (one, other) => one === other);
}
