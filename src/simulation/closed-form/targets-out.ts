import { detectionBounds } from "../../behaviour/health-check";
import type { TargetGroupPlan } from "../deployment";
import {
  IMPAIRED_INSTANCE_REPLACED,
  STOPPED_TARGET_UNUSED,
  TASK_REPLACEMENT,
  TASK_START,
  ZONAL_SHIFT_START,
} from "../latencies";
import { DNS_TTL_MS } from "../run/client-dns";
import { at } from "../run/world";
import type { Scenario } from "../scenario";
import { isEnough } from "../target-selection";
import { livingViews, mostNewcomers, type Subject } from "./node-view";
import { firstOf, NEVER, type Range, rangeOf, withoutEnd } from "./range";

/** From when on a node sends nothing to the dead targets any more. */
export function targetsOut(subject: Subject): Range {
  const { deployment, group, scenario } = subject;
  const plan = at(deployment.targetGroups, group);
  const shift = shiftTakes(plan, scenario);
  if (scenario.fault === "blackhole") {
    // A slow check may be overtaken: by another target group's, or by the group that gives up the
    // instance, upon which ECS replaces the task and takes all of its targets out.
    return firstOf(detected(plan, "blackhole"), withoutEnd(noticedMs(siblings(subject))), shift);
  }
  const unused = rangeOf(STOPPED_TARGET_UNUSED);
  const earliest = firstOf(detected(plan, "refused"), unused, shift);
  return failsOpen(subject) ? { ...earliest, most: firstOf(unused, shift).most } : earliest;
}

/** Too few healthy targets may be left for a node to keep to them. */
export function failsOpen(subject: Subject): boolean {
  const { routing } = at(subject.deployment.targetGroups, subject.group);
  const coming = mostNewcomers(subject);
  return livingViews(subject).some(
    ({ lost, left }) => !isEnough(left, left + lost + coming, routing.minimumHealthyTargets),
  );
}

export function shiftStarts({ zonalShift }: Scenario): Range {
  return zonalShift ? rangeOf(ZONAL_SHIFT_START) : NEVER;
}

/** The target group and those that have the same tasks. */
export function siblings({ deployment, group }: Subject): readonly TargetGroupPlan[] {
  const own = deployment.services.filter(({ targetGroups }) => targetGroups.includes(group));
  const positions = new Set(own.flatMap(({ targetGroups }) => targetGroups));
  return [...positions].map((position) => at(deployment.targetGroups, position));
}

/**
 * When the first new task may answer at the earliest.
 *
 * @param plans of the target groups of the service
 */
export function firstReplacementMs(plans: readonly TargetGroupPlan[], { fault }: Scenario): number {
  const known = fault === "blackhole" ? noticedMs(plans) : 0;
  return known + TASK_REPLACEMENT.minMs + TASK_START.minMs;
}

/** When anyone may learn that a task has fallen silent, at the earliest. */
function noticedMs(plans: readonly TargetGroupPlan[]): number {
  return Math.min(
    IMPAIRED_INSTANCE_REPLACED.minMs,
    ...plans.map((plan) => detected(plan, "blackhole").least),
  );
}

function detected(plan: TargetGroupPlan, failure: "blackhole" | "refused"): Range {
  const { bestMs, worstMs } = detectionBounds(plan.healthCheck, failure);
  return { least: bestMs, most: worstMs };
}

/** With cross-zone load balancing it takes the targets out; without, the clients leave their node. */
function shiftTakes({ routing }: TargetGroupPlan, scenario: Scenario): Range {
  const starts = shiftStarts(scenario);
  return routing.crossZone ? starts : { ...starts, most: starts.most + DNS_TTL_MS };
}
