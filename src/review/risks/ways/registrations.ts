import { list, record } from "../../../topology/terraform/json";
import { UNKNOWN } from "../../changes/property";
import type { Detector } from "../weakenings";

const PATHS = [["load_balancer"]];

/** A service's tasks get requests from the target groups that it registers them in. */
export const registrationChanges: Detector = (before, after) => {
  const [was, is] = [before?.["load_balancer"], after["load_balancer"]];
  if (!before || is === UNKNOWN) {
    return [];
  }
  const groups = list(is).map(groupOf);
  const lost = list(was)
    .map(groupOf)
    .filter((group) => !groups.includes(group));
  if (lost.length === 0) {
    return [];
  }
  return list(is).length < list(was).length
    ? [
        {
          level: "blocked",
          what: "its tasks are taken out of a target group, which sends them no request any more",
          paths: PATHS,
        },
      ]
    : [{ what: "its tasks are registered in another target group", paths: PATHS }];
};

function groupOf(block: unknown): unknown {
  return record(block)["target_group_arn"];
}
