import type { Deployment } from "../deployment";
import { TASK_REPLACEMENT, TASK_START } from "../latencies";
import type { Standing } from "../run/standing";
import { at } from "../run/world";
import type { Scenario } from "../scenario";
import { lastOf, type Range, withoutEnd } from "./range";
import { holdsEverything } from "./room";
import { firstReplacementMs } from "./targets-out";

/** When every service has its desired tasks again, with the reasons for an infinite end. */
export function recoveryBounds(
  deployment: Deployment,
  scenario: Scenario,
  standing: Standing,
): { readonly againMs: Range; readonly openEnded: readonly string[] } {
  const short = deployment.services.filter((_, service) => {
    const { tasks, tasksLeft } = at(standing.services, service);
    return tasksLeft < tasks;
  });
  const againMs = lastOf(
    ...short.map(({ targetGroups }) => {
      const plans = targetGroups.map((group) => at(deployment.targetGroups, group));
      const intervals = plans.map(({ healthCheck }) => healthCheck.intervalMs);
      return {
        least: firstReplacementMs(plans, scenario),
        most: TASK_REPLACEMENT.maxMs + TASK_START.maxMs + Math.max(0, ...intervals),
      };
    }),
  );
  const openEnded = short.length > 0 ? slowRecovery(deployment, scenario, standing) : [];
  return openEnded.length > 0
    ? { againMs: withoutEnd(againMs.least), openEnded }
    : { againMs, openEnded };
}

function slowRecovery(
  deployment: Deployment,
  scenario: Scenario,
  standing: Standing,
): readonly string[] {
  const { services, instanceGroups, loadBalancers } = deployment;
  const applies: Record<string, boolean> = {
    "ECS may place a task on an instance that has fallen silent": scenario.fault === "blackhole",
    "not every task has an instance before the fault": services.some(
      ({ desiredCount }, service) => at(standing.services, service).tasks < desiredCount,
    ),
    "the instances left may not hold every task": instanceGroups.some(
      (_, group) => !holdsEverything(deployment, group, standing),
    ),
    "an instance group may terminate an instance that runs tasks": instanceGroups.some(
      ({ protectedFromScaleIn }) => !protectedFromScaleIn,
    ),
    "no node is left that checks the new tasks":
      scenario.nodeLost &&
      loadBalancers.some(({ zones }) => zones.every((zone) => zone === scenario.zone)),
  };
  return Object.keys(applies).filter((reason) => applies[reason]);
}
