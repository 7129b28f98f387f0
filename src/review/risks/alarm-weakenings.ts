import { UNKNOWN } from "../changes/property";
import { all, type Detector, grows, leaves, loses } from "./weakenings";

/** An alarm for too little is weaker the lower its threshold is, and one for too much the higher. */
const threshold: Detector = (before, after) => {
  const [was, becomes] = [before?.["threshold"], after["threshold"]];
  if (typeof was !== "number" || becomes === UNKNOWN) {
    return [];
  }
  const forTooLittle = String(after["comparison_operator"]).startsWith("LessThan");
  const isWeaker = forTooLittle ? Number(becomes) < was : Number(becomes) > was;
  return isWeaker ? [{ what: "the alarm needs more to be raised", paths: [["threshold"]] }] : [];
};

export const alarmWeakenings = all(
  threshold,
  grows("evaluation_periods", "the alarm is raised later"),
  grows("datapoints_to_alarm", "the alarm is raised later"),
  grows("period", "the alarm is raised later"),
  leaves("actions_enabled", true, "the alarm tells nobody"),
  loses("alarm_actions", "the alarm tells fewer"),
  leaves(
    "treat_missing_data",
    "breaching",
    "the alarm is silent where nothing is measured any more",
  ),
);
