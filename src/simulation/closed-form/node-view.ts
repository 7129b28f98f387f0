import type { Deployment } from "../deployment";
import type { Standing } from "../run/standing";
import { at } from "../run/world";
import type { Scenario } from "../scenario";
import { maximumTasks } from "../service-tasks";

/** The target group that a closed form is of, with what befalls it. */
export interface Subject {
  readonly deployment: Deployment;
  /** Position of the target group. */
  readonly group: number;
  readonly scenario: Scenario;
  readonly standing: Standing;
}

/** The targets of a group that a node may send to. */
export interface NodeView {
  readonly zone: string;
  readonly alive: boolean;
  readonly lost: number;
  readonly left: number;
}

export function nodeViews({ deployment, group, scenario, standing }: Subject): readonly NodeView[] {
  const { loadBalancer, routing } = at(deployment.targetGroups, group);
  const { lost, leftByZone } = at(standing.targets, group);
  const allLeft = Object.values(leftByZone).reduce((sum, left) => sum + left, 0);
  return at(deployment.loadBalancers, loadBalancer).zones.map((zone) => ({
    zone,
    alive: !(scenario.nodeLost && zone === scenario.zone),
    lost: routing.crossZone || zone === scenario.zone ? lost : 0,
    left: routing.crossZone ? allLeft : (leftByZone[zone] ?? 0),
  }));
}

/** Of the nodes that live on. */
export function livingViews(subject: Subject): readonly NodeView[] {
  return nodeViews(subject).filter(({ alive }) => alive);
}

/** The other target groups of the same load balancer, and the group itself. */
export function besides(subject: Subject): readonly Subject[] {
  const { targetGroups } = subject.deployment;
  const { loadBalancer } = at(targetGroups, subject.group);
  return [...targetGroups.keys()]
    .filter((group) => at(targetGroups, group).loadBalancer === loadBalancer)
    .map((group) => ({ ...subject, group }));
}

/** No target is left anywhere. */
export function isDown(views: readonly NodeView[]): boolean {
  return views.every(({ left }) => left === 0) && views.some(({ lost }) => lost > 0);
}

/** A node has dead targets only. */
export function isBlind(views: readonly NodeView[]): boolean {
  return views.some(({ lost, left }) => lost > 0 && left === 0);
}

/** How many new targets, not yet checked, may stand beside those that the fault has left. */
export function mostNewcomers({ deployment, group }: Subject): number {
  return deployment.services
    .filter(({ targetGroups }) => targetGroups.includes(group))
    .reduce((sum, service) => sum + maximumTasks(service), 0);
}
