import { isRecord, list, record } from "../../../topology/terraform/json";
import { isContainer, UNKNOWN } from "../../changes/property";
import { actionOf, isReplacement } from "../../plan/actions";
import type { PlanContext } from "../../plan/plan-context";
import type { Condition } from "./harmless";

/** Tags by which AWS, or what runs on it, finds what it manages. */
const RESERVED = [
  /^AmazonECS/,
  /^aws:/i,
  /(^|\.)kubernetes\.io\//,
  /(^|\.)k8s\.io\//,
  /^karpenter\.sh\//,
];

/** Tags that nothing in the plan selects resources by. What does so elsewhere is not seen. */
export const ordinaryTags: Condition = ({ resource, before, after, path: [name = ""], plan }) => {
  if (after[name] === UNKNOWN) {
    // A new resource's are always told after the apply; `tags` says what is in them.
    return name === "tags_all" && isReplacement(actionOf(resource.change));
  }
  return changedKeys(tagMap(before[name]), tagMap(after[name])).every((key) =>
    isOrdinary(key, plan),
  );
};

/** The `tag` blocks of an Auto Scaling group, unless a change of them replaces its instances. */
export const ordinaryGroupTags: Condition = ({ before, after, plan }) => {
  const [was, is] = [before["tag"], after["tag"]];
  const refresh = record(list(after["instance_refresh"])[0]);
  const replacesInstances = list(refresh["triggers"]).some(
    (each) => each === "tag" || each === UNKNOWN,
  );
  return (
    is !== UNKNOWN &&
    !replacesInstances &&
    changedKeys(groupTagMap(was), groupTagMap(is)).every((key) => isOrdinary(key, plan))
  );
};

function isOrdinary(key: string, plan: PlanContext): boolean {
  return (
    key !== "" && !RESERVED.some((reserved) => reserved.test(key)) && !selectors(plan).has(key)
  );
}

function changedKeys(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key) || after.get(key) === UNKNOWN,
  );
}

function tagMap(tags: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(record(tags)));
}

/** A key that is not known yet is an empty one, which no tag can have. */
function groupTagMap(blocks: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    list(blocks).map((block) => {
      const { key, value, propagate_at_launch: propagates } = record(block);
      return [typeof key === "string" ? key : "", JSON.stringify([String(value), propagates])];
    }),
  );
}

/** The keys of tags that something in the plan selects resources by. */
function selectors(plan: PlanContext): ReadonlySet<string> {
  return plan.once("tag selectors", () => {
    const written = JSON.stringify(plan.document);
    return new Set([
      ...matches(written, /(?:(?:Resource|Principal|Request)Tag\/|"tag:)([^"\\]+)/g),
      // As a resource group's query has it.
      ...matches(written, /\\"Key\\":\s*\\"([^"\\]+)/g),
      ...matches(written, /"(?:selection_tag|resource_tag|ec2_tag_filter)":\[([^\]]*)\]/g).flatMap(
        (blocks) => matches(blocks, /"key":"([^"]+)"/g),
      ),
      ...matches(written, /"target_tags":\{([^}]*)\}/g).flatMap((tags) =>
        matches(tags, /"([^"]+)":/g),
      ),
      ...lookedUp(plan.plan.configuration.root_module),
    ]);
  });
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}

/** The tags that data sources look for, in a module and in those that it calls. */
function lookedUp(module: unknown): string[] {
  const { resources, module_calls: calls } = record(module);
  return [
    ...list(resources)
      .filter((resource) => record(resource)["mode"] === "data")
      .flatMap((lookup) => {
        const { tags } = record(record(lookup)["expressions"]);
        const { constant_value: written } = record(tags);
        return isRecord(written) ? Object.keys(written) : [];
      }),
    ...Object.values(record(calls))
      .filter(isContainer)
      .flatMap((call) => lookedUp(record(call)["module"])),
  ];
}
