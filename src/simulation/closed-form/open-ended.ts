import type { ServicePlan } from "../deployment";
import { at } from "../run/world";
import { isEnough } from "../target-selection";
import { besides, isDown, livingViews, mostNewcomers, nodeViews, type Subject } from "./node-view";
import { holdsEverything } from "./room";
import { failsOpen } from "./targets-out";

/**
 * Why nothing in the closed form says when the errors of a target group end; empty where something
 * does.
 */
export function openEnded(subject: Subject): readonly string[] {
  const { deployment, group, scenario } = subject;
  const plan = at(deployment.targetGroups, group);
  const views = livingViews(subject);
  const loadBalancer = at(deployment.loadBalancers, plan.loadBalancer);
  const applies: Record<string, boolean> = {
    [`no task behind ${plan.name} runs outside ${scenario.zone}`]: isDown(views),
    [`${loadBalancer.name} has no node outside ${scenario.zone}`]: views.length === 0,
    [`a node of ${loadBalancer.name} is out of its DNS name before the fault`]:
      besides(subject).some(isUnlisted),
    [`${plan.name} fails open onto the dead targets: too few healthy ones are left`]:
      scenario.fault === "blackhole" && failsOpen(subject),
    [`DNS failover of ${loadBalancer.name} takes out nodes that have healthy targets`]:
      besides(subject).some(leavesDns),
    [`a zonal shift leaves ${plan.name} without a target`]:
      scenario.zonalShift && leftOutside(subject) === 0,
  };
  const services = deployment.services.filter(({ targetGroups }) => targetGroups.includes(group));
  return [
    ...Object.keys(applies).filter((reason) => applies[reason]),
    ...services.flatMap((service) => shrinkingGroup(subject, service)),
  ];
}

function isUnlisted(subject: Subject): boolean {
  const { dnsFailover } = at(subject.deployment.targetGroups, subject.group);
  return nodeViews(subject).some(
    ({ lost, left }) => !isEnough(left + lost, left + lost, dnsFailover),
  );
}

function leavesDns(subject: Subject): boolean {
  const { deployment, group, scenario } = subject;
  const { dnsFailover, routing } = at(deployment.targetGroups, group);
  const coming = mostNewcomers(subject);
  const outside = leftOutside(subject);
  return (
    livingViews(subject).some(
      ({ zone, lost, left }) =>
        !isEnough(left, left + lost + coming, dnsFailover) &&
        (routing.crossZone || zone !== scenario.zone),
    ) ||
    (scenario.zonalShift && !isEnough(outside, outside + coming, dnsFailover))
  );
}

function leftOutside({ standing, group, scenario }: Subject): number {
  const { leftByZone } = at(standing.targets, group);
  return Object.entries(leftByZone)
    .filter(([zone]) => zone !== scenario.zone)
    .reduce((sum, [, left]) => sum + left, 0);
}

/** A group that may terminate an instance while its tasks are asked. */
function shrinkingGroup(
  { deployment, standing }: Subject,
  { instanceGroup, maximumPercent }: ServicePlan,
): readonly string[] {
  const plan = at(deployment.instanceGroups, instanceGroup);
  const moves =
    plan.managedDraining &&
    maximumPercent > 100 &&
    holdsEverything(deployment, instanceGroup, standing);
  return plan.protectedFromScaleIn || moves
    ? []
    : [`${plan.name} may terminate an instance before its tasks are replaced`];
}
