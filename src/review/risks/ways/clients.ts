import { list, record } from "../../../topology/terraform/json";
import { isContainer, UNKNOWN, withUnknowns } from "../../changes/property";
import type { PlanContext } from "../../plan/plan-context";
import type { ResourceChange } from "../../plan/plan-schema";
import { holdsAllOfIpv4 } from "../address-ranges";
import type { Attributes } from "../weakenings";

type Side = "before" | "after";

/** A rule that lets ranges of addresses come in to the members of a security group. */
interface Admission {
  readonly resource: ResourceChange;
  readonly group: unknown;
  readonly ranges: readonly unknown[];
  /** Protocol and ports, to be compared. */
  readonly traffic: string;
  readonly admits: (port: number) => boolean;
}

/** By address: the ports that everybody reached by this resource, and nobody is sure to any more. */
export function portsClosed(plan: PlanContext): ReadonlyMap<string, readonly number[]> {
  return plan.once("ports closed", () => {
    const closed = new Map<string, number[]>();
    for (const balancer of plan.ofType("aws_lb")) {
      for (const [address, port] of closedOf(balancer, plan)) {
        closed.set(address, [...new Set([...(closed.get(address) ?? []), port])]);
      }
    }
    return closed;
  });
}

/** Of a load balancer that stays, and whose security groups after the plan are known. */
function* closedOf(balancer: ResourceChange, plan: PlanContext): Iterable<[string, number]> {
  const [was, is] = [sideOf(balancer, "before"), sideOf(balancer, "after")];
  const groupsAfter = is?.["security_groups"];
  if (!was || !Array.isArray(groupsAfter) || groupsAfter.includes(UNKNOWN)) {
    return;
  }
  const groupsBefore = list(was["security_groups"]);
  for (const port of keptPorts(was["arn"], plan)) {
    const before = admissions(plan, "before").filter(
      ({ group, admits }) => groupsBefore.includes(group) && admits(port),
    );
    const after = admissions(plan, "after").filter(
      ({ group, admits }) => (groupsAfter.includes(group) || group === UNKNOWN) && admits(port),
    );
    const rangesAfter = after.flatMap(({ ranges }) => ranges);
    if (
      holdsAllOfIpv4(before.flatMap(({ ranges }) => ranges)) &&
      !rangesAfter.includes(UNKNOWN) &&
      !holdsAllOfIpv4(rangesAfter)
    ) {
      for (const { resource } of before) {
        yield [
          resource.change.actions.join() === "no-op" ? balancer.address : resource.address,
          port,
        ];
      }
    }
  }
}

/** At which a load balancer listens before and after. */
function keptPorts(balancer: unknown, plan: PlanContext): readonly number[] {
  return plan
    .ofType("aws_lb_listener")
    .map((listener) => ({ was: sideOf(listener, "before"), is: sideOf(listener, "after") }))
    .filter(
      ({ was, is }) => was?.["load_balancer_arn"] === balancer && is?.["port"] === was?.["port"],
    )
    .map(({ was }) => Number(was?.["port"]));
}

function admissions(plan: PlanContext, side: Side): readonly Admission[] {
  return plan.once(`admissions ${side}`, () => [
    ...separateAdmissions(plan, side),
    ...plan.ofType("aws_security_group").flatMap((resource) => {
      const group = sideOf(resource, side);
      const inline = inlineRules(group?.["ingress"]).map((rule) =>
        admission(resource, group?.["id"], rule, "cidr_blocks", "protocol"),
      );
      return side === "after" && !plan.configures(resource, "ingress")
        ? inline.map((each) => withoutSeparate(each, plan))
        : inline;
    }),
  ]);
}

/**
 * A group whose configuration has no rules shows those that were resources of their own when it was
 * read last: whether these stay is for them to say.
 */
function withoutSeparate(inline: Admission, plan: PlanContext): Admission {
  const separate = separateAdmissions(plan, "before").filter(
    ({ group, traffic }) => group === inline.group && traffic === inline.traffic,
  );
  const ranges = inline.ranges.filter(
    (range) => !separate.some((each) => each.ranges.includes(range)),
  );
  return { ...inline, ranges };
}

function separateAdmissions(plan: PlanContext, side: Side): readonly Admission[] {
  return plan.once(`separate admissions ${side}`, () => [
    ...plan.ofType("aws_vpc_security_group_ingress_rule").flatMap((resource) => {
      const rule = sideOf(resource, side);
      return rule
        ? [admission(resource, rule["security_group_id"], rule, "cidr_ipv4", "ip_protocol")]
        : [];
    }),
    ...plan.ofType("aws_security_group_rule").flatMap((resource) => {
      const rule = sideOf(resource, side);
      return rule && rule["type"] !== "egress"
        ? [admission(resource, rule["security_group_id"], rule, "cidr_blocks", "protocol")]
        : [];
    }),
  ]);
}

/** All that is not known yet may let everybody in. */
const NOT_KNOWN: Attributes = { cidr_blocks: [UNKNOWN], protocol: "-1" };

function inlineRules(ingress: unknown): readonly Attributes[] {
  return ingress === UNKNOWN ? [NOT_KNOWN] : list(ingress).filter(isContainer);
}

function admission(
  resource: ResourceChange,
  group: unknown,
  rule: Attributes,
  ranges: string,
  protocol: string,
): Admission {
  const { [protocol]: named, from_port: from, to_port: to, [ranges]: written } = rule;
  return {
    resource,
    group,
    ranges: Array.isArray(written) ? written : [written],
    traffic: named === "-1" ? "all" : `${named} ${String(from)} ${String(to)}`,
    admits: (port) =>
      named === "-1" ||
      [named, from, to].includes(UNKNOWN) ||
      (["tcp", "6"].includes(String(named)) && Number(from) <= port && port <= Number(to)),
  };
}

function sideOf({ change }: ResourceChange, side: Side): Attributes | undefined {
  const value =
    side === "before" ? change.before : withUnknowns(change.after, change.after_unknown);
  const isThere = change[side] !== null && change[side] !== undefined;
  return isThere ? record(value) : undefined;
}
