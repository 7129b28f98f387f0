import { isRecord, list, record } from "../../../topology/terraform/json";
import { changedPaths } from "../../changes/attributes";
import { UNKNOWN, withUnknowns } from "../../changes/property";
import { becomes, gainsOnly, grows, spellsOut, staysDefault } from "./conditions";
import type { Condition, HarmlessTypes } from "./harmless";
import { otherFixedImages } from "./images";
import { ordinaryGroupTags } from "./tags";

/** The next revision of the same family, which the plan makes and which is judged there. */
const nextRevision: Condition = ({ resource, was, becomes: is, plan }) => {
  const definition = plan.target(resource, "task_definition", "aws_ecs_task_definition");
  const before = definition?.change.before;
  return (
    is === UNKNOWN &&
    isRecord(before) &&
    typeof was === "string" &&
    [before["arn_without_revision"], before["family"]].includes(was.replace(/:\d+$/, ""))
  );
};

/** Of the same content: the provider takes a change of a template's own tags for a new version. */
const sameTemplate: Condition = ({ becomes: is, after, plan }) => {
  const { id } = record(list(after["launch_template"])[0]);
  const template = plan
    .ofType("aws_launch_template")
    .find(({ change }) => typeof id === "string" && record(change.before)["id"] === id);
  const content = template?.change;
  return (
    is === UNKNOWN &&
    content?.actions.join() === "update" &&
    changedPaths(content, withUnknowns(content.after, content.after_unknown)).every(([name]) =>
      ["tags", "tags_all", "latest_version"].includes(String(name)),
    )
  );
};

/** More instances and tasks, of which the rules ask whether there is room, and releases. */
export const CAPACITY: HarmlessTypes = {
  aws_autoscaling_group: {
    computed: ["predicted_capacity", "warm_pool_size"],
    changes: [
      {
        attributes: ["min_size", "max_size", "desired_capacity"],
        when: grows,
        why: "more instances",
      },
      {
        attributes: ["tag"],
        when: ordinaryGroupTags,
        why: "nothing in the plan selects by them, and running instances stay",
      },
      {
        attributes: ["launch_template.version"],
        when: sameTemplate,
        why: "its instances are started from the same content",
      },
      { attributes: ["enabled_metrics"], when: gainsOnly(), why: "more is measured" },
      {
        attributes: ["wait_for_capacity_timeout"],
        why: "it says how long Terraform waits",
      },
    ],
  },
  aws_appautoscaling_target: {
    changes: [
      {
        attributes: ["min_capacity", "max_capacity"],
        when: grows,
        why: "more tasks, where needed",
      },
    ],
  },
  aws_ecs_service: {
    changes: [
      { attributes: ["desired_count"], when: grows, why: "more tasks" },
      {
        attributes: ["task_definition"],
        when: nextRevision,
        why: "what the new revision changes is judged in the task definition",
      },
      {
        attributes: ["capacity_provider_strategy.base"],
        when: spellsOut(0),
        why: "the provider reads the default as nothing",
      },
      {
        attributes: ["deployment_circuit_breaker.enable", "deployment_circuit_breaker.rollback"],
        when: becomes(true),
        why: "a failing deployment ends, and is taken back",
      },
      { attributes: ["wait_for_steady_state"], why: "it says how long Terraform waits" },
    ],
  },
  aws_ecs_task_definition: {
    computed: ["arn", "arn_without_revision", "id", "revision"],
    changes: [
      {
        attributes: ["container_definitions"],
        when: otherFixedImages,
        why: "a release of the same containers from the same repositories",
      },
      {
        attributes: ["enable_fault_injection"],
        when: staysDefault(false),
        why: "it is off where nobody sets it",
      },
      {
        attributes: ["skip_destroy"],
        when: becomes(true),
        why: "a deployment that fails can go back to an old revision",
      },
    ],
  },
  aws_ecs_cluster: {
    changes: [
      {
        attributes: ["setting.value"],
        when: ({ was, becomes: is }) =>
          was === "disabled" && ["enabled", "enhanced"].includes(String(is)),
        why: "more is measured",
      },
    ],
  },
  aws_launch_template: {
    computed: ["latest_version"],
    changes: [
      {
        attributes: ["default_version"],
        when: ({ becomes: is, after }) =>
          is === UNKNOWN && after["update_default_version"] === true,
        why: "it is the latest version, as before",
      },
    ],
  },
};
