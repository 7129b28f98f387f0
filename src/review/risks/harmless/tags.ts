import { list, record } from "../../../topology/terraform/json";
import { UNKNOWN } from "../../changes/property";
import { actionOf, isReplacement } from "../../plan/actions";
import type { PlanContext } from "../../plan/plan-context";
import type { Condition } from "./harmless";
import { selectorKeys } from "./tag-selectors";

/**
 * Tags by which AWS, or what runs on it, finds what it manages. Managed policies of AWS allow much
 * by tags whose names begin with the service's, such as `AmazonECSManaged` or `AmazonDataZoneProject`.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-patch-groups.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
 */
const RESERVED = [
  /^(Amazon|aws)/i,
  /^Patch ?Group$/,
  /^eks[:.]/,
  /(^|\.)(kubernetes\.io|k8s\.io|k8s\.aws)\//,
  /^karpenter\.sh\//,
];

/** Tags that nothing in the plan selects resources by. What does so elsewhere is not seen. */
export const ordinaryTags: Condition = ({ resource, before, after, path: [name = ""], plan }) => {
  if (after[name] === UNKNOWN) {
    // A new resource's are always told after the apply; `tags` says what is in them.
    return name === "tags_all" && isReplacement(actionOf(resource.change));
  }
  // By tags of objects, rules that a bucket has elsewhere delete them or let others read them.
  return (
    !/^aws_s3_(bucket_)?object/.test(resource.type) &&
    changedKeys(tagMap(before[name]), tagMap(after[name])).every((key) => isOrdinary(key, plan))
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
    key !== "" && !RESERVED.some((reserved) => reserved.test(key)) && !selectorKeys(plan).has(key)
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
