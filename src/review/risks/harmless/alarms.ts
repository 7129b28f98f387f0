import { record } from "../../../topology/terraform/json";
import type { PlanContext } from "../../plan/plan-context";
import type { Attributes } from "../weakenings";
import { becomes, both, gainsOnly, spellsOut } from "./conditions";
import type { Condition, Created, HarmlessTypes } from "./harmless";
import { ACTIONS, isOwnTopic, onlyTells } from "./topics";

const tellsBeforeAndAfter: Condition = ({ before, after, plan }) =>
  onlyTells(before, plan) && onlyTells(after, plan);

const tellsMore = gainsOnly((action, { plan }) => isOwnTopic(action, plan));

/** Raised by less: for too little, by a higher threshold; for too much, by a lower one. */
const sooner: Condition = ({ was, becomes: is, before, after }) => {
  const operator = String(after["comparison_operator"]);
  if (
    typeof was !== "number" ||
    typeof is !== "number" ||
    operator !== before["comparison_operator"]
  ) {
    return false;
  }
  if (/^LessThan(OrEqualTo)?Threshold$/.test(operator)) {
    return is > was;
  }
  return /^GreaterThan(OrEqualTo)?Threshold$/.test(operator) && is < was;
};

/** Whatever raised the alarm before raises it now, and no later: by fewer failures in as many others. */
const byFewerPeriods: Condition = ({ before, after }) => {
  const [was, is] = [periodsOf(before), periodsOf(after)];
  return (
    was !== undefined &&
    is !== undefined &&
    is.breaching <= was.breaching &&
    (is.breaching === 1 || is.evaluated - is.breaching >= was.evaluated - was.breaching)
  );
};

/** Left out, every evaluated period must be one that breaches. */
function periodsOf({ evaluation_periods: evaluated, datapoints_to_alarm: told }: Attributes) {
  const breaching = told === null || told === undefined || told === 0 ? evaluated : told;
  return typeof evaluated === "number" && typeof breaching === "number"
    ? { evaluated, breaching }
    : undefined;
}

/** What sums up over a period has less to sum up in a shorter one. */
const shorterUnlessSummed: Condition = ({ was, becomes: is, after }) =>
  typeof was === "number" &&
  typeof is === "number" &&
  is < was &&
  ["Average", "Minimum", "Maximum"].includes(String(after["statistic"]));

/** Two resources of one name overwrite each other. */
function hasOwnName(attribute: string) {
  return ({ resource, after, plan }: Created): boolean => {
    const name = after[attribute];
    const bearers = bearersByName(plan, resource.type, attribute).get(name);
    return typeof name === "string" && bearers?.size === 1;
  };
}

/** Addresses of all that have a name before or after. */
function bearersByName(plan: PlanContext, type: string, attribute: string) {
  return plan.once(`bearers of ${attribute} of ${type}`, () => {
    const bearers = new Map<unknown, Set<string>>();
    for (const { address, change } of plan.ofType(type)) {
      for (const side of [change.before, change.after]) {
        const name = record(side)[attribute];
        bearers.set(name, (bearers.get(name) ?? new Set()).add(address));
      }
    }
    return bearers;
  });
}

const unlessItActs = (attribute: string) => (created: Created) =>
  onlyTells(created.after, created.plan) && hasOwnName(attribute)(created);

export const ALARMS: HarmlessTypes = {
  aws_cloudwatch_metric_alarm: {
    changes: [
      { attributes: ["alarm_description"], why: "it is written for people" },
      {
        attributes: ["threshold"],
        when: both(tellsBeforeAndAfter, sooner),
        why: "it is raised by less",
      },
      {
        attributes: ["evaluation_periods", "datapoints_to_alarm"],
        when: both(tellsBeforeAndAfter, byFewerPeriods),
        why: "it is raised no later",
      },
      {
        attributes: ["period"],
        when: both(tellsBeforeAndAfter, shorterUnlessSummed),
        why: "it is raised no later",
      },
      {
        attributes: ["treat_missing_data"],
        when: both(tellsBeforeAndAfter, becomes("breaching")),
        why: "it is raised where nothing is measured, too",
      },
      {
        attributes: ["actions_enabled"],
        when: both(tellsBeforeAndAfter, becomes(true)),
        why: "it tells its topics",
      },
      { attributes: ACTIONS, when: tellsMore, why: "it tells more topics" },
      {
        attributes: ["metric_query.period"],
        when: spellsOut(0),
        why: "the provider reads nothing as zero",
      },
    ],
    creation: { when: unlessItActs("alarm_name"), why: "it only tells topics" },
  },
  aws_cloudwatch_composite_alarm: {
    changes: [
      { attributes: ["alarm_description"], why: "it is written for people" },
      { attributes: ACTIONS, when: tellsMore, why: "it tells more topics" },
    ],
    creation: { when: unlessItActs("alarm_name"), why: "it only tells topics" },
  },
  aws_cloudwatch_dashboard: {
    computed: ["dashboard_arn", "id"],
    changes: [
      {
        attributes: ["dashboard_body", "dashboard_name"],
        why: "it only shows what is measured elsewhere",
      },
    ],
    creation: {
      when: hasOwnName("dashboard_name"),
      why: "it only shows what is measured elsewhere",
    },
  },
  aws_cloudwatch_query_definition: {
    changes: [
      { attributes: ["name", "query_string", "log_group_names"], why: "nothing runs by itself" },
    ],
    creation: { why: "nothing runs by itself" },
  },
  aws_sns_topic: {
    changes: [{ attributes: ["display_name"], why: "it is written for people" }],
  },
};
