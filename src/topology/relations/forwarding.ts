import { everyOf, isUnknown, type Knowable, someOf, unknown, whenKnown } from "../knowable";
import type {
  Listener,
  ListenerAction,
  ListenerRule,
  LoadBalancer,
  Subject,
  Topology,
} from "../model";
import { coverPatterns } from "./patterns";

/** What a listener does by default or by one of its rules. */
export interface Entrance extends Subject {
  readonly loadBalancer: LoadBalancer;
  readonly action: ListenerAction;
  /** The rules that take every request that is meant for it, before it. */
  readonly shadowedBy: readonly ListenerRule[];
  /** Addresses of the target groups that requests get to by it. */
  readonly targetGroups: Knowable<readonly string[]>;
}

export function entrancesOf(loadBalancer: LoadBalancer): readonly Entrance[] {
  return loadBalancer.listeners.flatMap((listener) => [
    entranceOf(loadBalancer, listener.address, listener.defaultAction, listener.rules),
    ...listener.rules.map((rule) =>
      entranceOf(loadBalancer, rule.address, rule.action, listener.rules, rule),
    ),
  ]);
}

function entranceOf(
  loadBalancer: LoadBalancer,
  address: string,
  action: ListenerAction,
  rules: Listener["rules"],
  own?: ListenerRule,
): Entrance {
  const shadows = rules
    .filter((rule) => rule !== own)
    .map((rule) => ({ rule, certain: everyOf([takesAllOf(rule, own), comesBefore(rule, own)]) }));
  const shadowed = someOf(shadows.map(({ certain }) => certain));
  return {
    address,
    loadBalancer,
    action,
    shadowedBy: shadows.filter(({ certain }) => certain === true).map(({ rule }) => rule),
    targetGroups: reachedBy(address, action, shadowed),
  };
}

function reachedBy(
  address: string,
  { targetGroups }: ListenerAction,
  shadowed: Knowable<boolean>,
): Knowable<readonly string[]> {
  if (shadowed === false || (!isUnknown(targetGroups) && targetGroups.length === 0)) {
    return targetGroups;
  }
  return isUnknown(shadowed)
    ? unknown(`whether requests get as far as ${address} is not known: ${shadowed.unknown}`)
    : [];
}

/**
 * Whether every request that meets the conditions of another rule meets its own; of the default
 * action, every request does.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
function takesAllOf(rule: ListenerRule, other: ListenerRule | undefined): Knowable<boolean> {
  return everyOf([
    whenKnown([rule.narrowedFurther], (narrowed) => !narrowed),
    // Host names are the same in either case, paths are not.
    takesPatterns(inLowerCase(rule.hosts), inLowerCase(other?.hosts ?? [])),
    takesPatterns(rule.paths, other?.paths ?? []),
  ]);
}

type Patterns = Knowable<readonly string[]>;

/** Some take everything, whatever the others are. */
function takesPatterns(patterns: Patterns, others: Patterns): Knowable<boolean> {
  return whenKnown(
    [patterns],
    (some) => coverPatterns(some, []) || whenKnown([others], (its) => coverPatterns(some, its)),
  );
}

function inLowerCase(patterns: Patterns): Patterns {
  return whenKnown([patterns], (some) => some.map((pattern) => pattern.toLowerCase()));
}

/** The lowest priority is first; the default action is last. */
function comesBefore(rule: ListenerRule, other: ListenerRule | undefined): Knowable<boolean> {
  return other === undefined || whenKnown([rule.priority, other.priority], (one, its) => one < its);
}

/** Why no request gets to a target group, for people. */
export function whyNothingForwards(targetGroup: string, { loadBalancers }: Topology): string {
  const entrances = loadBalancers.flatMap(entrancesOf);
  const meant = entrances.filter(
    ({ action, shadowedBy }) =>
      shadowedBy.length > 0 &&
      !isUnknown(action.targetGroups) &&
      action.targetGroups.includes(targetGroup),
  );
  const causes = meant.flatMap(({ address, shadowedBy }) =>
    shadowedBy.map((rule) => `${rule.address} ${doing(rule.action)} before ${address}`),
  );
  const answering = loadBalancers
    .flatMap(({ listeners }) => listeners)
    .filter(({ defaultAction: { targetGroups } }) => !isUnknown(targetGroups))
    .map(({ address, defaultAction }) => `${address} ${doing(defaultAction)}`);
  const seen = (causes.length > 0 ? causes : answering).join(", ");
  return seen === ""
    ? `no listener forwards to ${targetGroup}`
    : `${seen}: nothing forwards to ${targetGroup}`;
}

function doing({ type, targetGroups, ownStatus }: ListenerAction): string {
  if (!isUnknown(ownStatus) && ownStatus !== undefined) {
    return `answers ${ownStatus} itself`;
  }
  if (!isUnknown(targetGroups) && targetGroups.length > 0) {
    return `forwards to ${targetGroups.join(", ")}`;
  }
  return isUnknown(type) ? "does not tell what it does" : `answers by ${type}`;
}
