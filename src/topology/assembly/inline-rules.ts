import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import type { TrafficRule } from "../model";
import type { Resource } from "../terraform/resource";
import { allKnown, known } from "./identity";
import type { Direction } from "./traffic-rules";

type Rules = Knowable<readonly TrafficRule[]>;

/** A rule that is a resource of its own. */
export interface SeparateRule {
  readonly address: string;
  /** False of one that the plan destroys. */
  readonly kept: boolean;
  readonly after: Rules;
  readonly before: Rules;
}

/**
 * What is left of a group's rules where some are resources of their own. A group that lists rules
 * itself has those and no other: each apply of it takes away what it does not list, and each apply
 * of a separate rule puts it back. Nothing can rely on that one.
 *
 * @param inline those of the group: listed by it, or read back in a plan
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/security_group
 */
export function besideInline(
  group: Resource,
  direction: Direction,
  inline: Rules,
  separate: readonly SeparateRule[],
): Rules {
  const kept = separate.filter((rule) => rule.kept);
  const gone = new Set(
    separate.filter((rule) => !rule.kept).flatMap((rule) => keysIn(rule.before)),
  );
  const lists = group.sets(direction);
  const alone = () => flat(kept.map(({ after }) => after));
  if (lists === false || (lists === undefined && isUnknown(inline))) {
    return alone();
  }
  return known(inline, (listed) => {
    const names = new Set(keysIn(listed));
    const explained = new Set(separate.flatMap(({ before }) => keysIn(before)));
    if (lists === undefined && [...names].every((key) => explained.has(key))) {
      return alone();
    }
    return flat([
      listed
        .flatMap((rule) => withoutGone(rule, gone, group.address))
        .map((rule) =>
          // What is read back may be what goes, told in other words.
          lists === undefined && kept.length < separate.length
            ? doubtful(rule, `whether ${group.address} keeps a rule is not known`)
            : rule,
        ),
      ...kept.map(({ address, after }) =>
        known(after, (rules) =>
          rules.map((rule) =>
            keysOf(rule).length > 0 && keysOf(rule).every((key) => names.has(key))
              ? rule
              : doubtful(
                  rule,
                  `${group.address} lists its own ${direction} rules, which takes away ${address}`,
                ),
          ),
        ),
      ),
    ]);
  });
}

/** To destroy a separate rule is to take the same rule from the group. */
function withoutGone(
  rule: TrafficRule,
  gone: ReadonlySet<string>,
  group: string,
): readonly TrafficRule[] {
  const peers = isKnown(rule.peers) ? rule.peers : [];
  const left = peers.filter((peer) => !gone.has(keyOf(rule, peer)));
  return left.length === peers.length
    ? [rule]
    : [
        ...(left.length > 0 ? [{ ...rule, peers: left }] : []),
        doubtful(rule, `a rule that ${group} lists is destroyed as a resource of its own`),
      ];
}

function doubtful(rule: TrafficRule, why: string): TrafficRule {
  return { ...rule, peers: unknown(why) };
}

function keysIn(rules: Rules): readonly string[] {
  return isUnknown(rules) ? [] : rules.flatMap(keysOf);
}

/** What tells one permission from another; none where a part of it is not known. */
function keysOf(rule: TrafficRule): readonly string[] {
  return isKnown(rule.peers) && isKnown(rule.fromPort) && isKnown(rule.toPort)
    ? rule.peers.map((peer) => keyOf(rule, peer))
    : [];
}

function keyOf({ protocol, fromPort, toPort, peer: kind }: TrafficRule, peer: string): string {
  return [protocol, fromPort, toPort, kind, peer].join(" ");
}

function flat(rules: readonly Rules[]): Rules {
  return known(allKnown(rules), (each) => each.flat());
}
