import { list, record } from "../../../topology/terraform/json";
import { UNKNOWN } from "../../changes/property";
import { type Attributes, type Detector, entriesOnlyIn, type Scene } from "../weakenings";

const DIRECTIONS = ["ingress", "egress"] as const;

/**
 * A network ACL denies what no entry of it allows, and a subnet has exactly one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export const subnetsClosed: Detector = (before, after, scene) => {
  const closed = DIRECTIONS.filter((direction) => isClosed(after, direction, scene));
  const closedBefore = before !== undefined && DIRECTIONS.some((each) => deniesAll(before[each]));
  const gained = entriesOnlyIn(after["subnet_ids"], before?.["subnet_ids"]);
  const concerned = closedBefore ? gained : list(after["subnet_ids"]);
  const isDefault = scene.resource.type === "aws_default_network_acl";
  return closed.length > 0 &&
    (concerned.some((id) => id !== UNKNOWN) || (isDefault && !closedBefore))
    ? [
        {
          level: "blocked",
          what: `it lets nothing ${closed.includes("ingress") ? "into" : "out of"} its subnets`,
          paths: [["subnet_ids"], ...closed.map((direction) => [direction])],
        },
      ]
    : [];
};

function isClosed(acl: Attributes, direction: "ingress" | "egress", scene: Scene): boolean {
  const entries = acl[direction];
  if (entries !== UNKNOWN) {
    return deniesAll(entries);
  }
  const { resource, plan } = scene;
  // Left out, a new one has none; entries may be resources of their own.
  return (
    !plan.configures(resource, direction) &&
    resource.change.actions.includes("create") &&
    !plan
      .ofType("aws_network_acl_rule")
      .some((rule) => rule.change.after !== null && mayBelong(rule.change.after, direction))
  );
}

function mayBelong(rule: unknown, direction: "ingress" | "egress"): boolean {
  const { network_acl_id: acl, egress = false } = record(rule);
  return acl === undefined && egress === (direction === "egress");
}

/** Nothing is allowed, or only after everything is denied. */
function deniesAll(entries: unknown): boolean {
  if (!Array.isArray(entries)) {
    return false;
  }
  const inOrder = entries.map(record).sort((one, other) => orderOf(one) - orderOf(other));
  const decides = inOrder.find((entry) => entry["action"] !== "deny" || isOfEverything(entry));
  return decides === undefined || decides["action"] === "deny";
}

function orderOf({ rule_no: number }: Attributes): number {
  return typeof number === "number" ? number : Number.MAX_SAFE_INTEGER;
}

function isOfEverything({ protocol, cidr_block: range }: Attributes): boolean {
  return ["-1", "all"].includes(String(protocol)) && range === "0.0.0.0/0";
}

/** Of the entry by which a VPC's default ACL allows everything. */
const FIRST_BY_DEFAULT = 100;

/** That of one that is not known yet is after all others. */
function numberOf({ rule_number: number }: Attributes): number {
  return typeof number === "number" ? number : Number.POSITIVE_INFINITY;
}

/** An entry of its own that denies everything before another can allow it. */
export const everythingDenied: Detector = (before, after, { resource, plan }) => {
  const denies = (rule: Attributes | undefined) =>
    rule?.["rule_action"] === "deny" && isOfEverything(rule);
  const others = plan
    .ofType("aws_network_acl_rule")
    .filter(({ address }) => address !== resource.address)
    .map(({ change }) => record(change.after))
    .filter(
      (rule) =>
        rule["rule_action"] === "allow" &&
        rule["network_acl_id"] === after["network_acl_id"] &&
        Boolean(rule["egress"]) === Boolean(after["egress"]),
    );
  const isFirst = others.every((rule) => numberOf(after) < numberOf(rule));
  return denies(after) && !denies(before) && isFirst && numberOf(after) <= FIRST_BY_DEFAULT
    ? [
        {
          level: "blocked",
          what: `it lets nothing ${after["egress"] === true ? "out of" : "into"} the ACL's subnets`,
          paths: [["rule_action"], ["rule_number"], ["cidr_block"]],
        },
      ]
    : [];
};
