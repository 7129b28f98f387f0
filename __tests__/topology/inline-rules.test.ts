import { describe, expect, it } from "vitest";
import { isKnown } from "../../src/topology/knowable";
import { topologyOfPlan } from "../../src/topology/plan";
import { first } from "./support";

const GROUP = "sg-0123456789abcdef0";
const ANYWHERE = ["0.0.0.0/0"];

/** What a group lists, or what is read back of its rules. */
const inGroup = (port: number) => ({
  from_port: port,
  to_port: port,
  protocol: "tcp",
  cidr_blocks: ANYWHERE,
});
const ofItsOwn = (port: number) => ({
  security_group_id: GROUP,
  from_port: port,
  to_port: port,
  ip_protocol: "tcp",
  cidr_ipv4: ANYWHERE[0],
});

type Rules = readonly object[];
type Actions = readonly string[];

interface Case {
  /** What the configuration in a plan has of the argument; none of a dynamic block. */
  readonly written?: object;
  readonly before: Rules;
  readonly after: Rules;
  /** Separate rules, each by its port and what becomes of it. */
  readonly separate: readonly (readonly [port: number, actions: Actions])[];
}

/** The ports of an existing group that surely let everyone out, and those that may not. */
function portsLeft({ written, before, after, separate }: Case) {
  const change = (actions: Actions, was: unknown, becomes: unknown) => ({
    actions,
    before: actions.includes("create") ? null : was,
    after: actions.includes("delete") ? null : becomes,
    after_unknown: {},
  });
  const resource = (type: string, name: string, changed: object) => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    change: changed,
  });
  const group = { id: GROUP, vpc_id: "vpc-1" };
  const { loadBalancers } = topologyOfPlan({
    format_version: "1.2",
    resource_changes: [
      resource("aws_ecs_service", "web", change(["create"], null, { name: "web" })),
      resource("aws_lb", "main", change(["create"], null, { security_groups: [GROUP] })),
      resource(
        "aws_security_group",
        "lb",
        change(["update"], { ...group, egress: before }, { ...group, egress: after }),
      ),
      ...separate.map(([port, actions]) =>
        resource(
          "aws_vpc_security_group_egress_rule",
          `port-${port}`,
          change(actions, ofItsOwn(port), ofItsOwn(port)),
        ),
      ),
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address: "aws_security_group.lb",
            mode: "managed",
            type: "aws_security_group",
            name: "lb",
            expressions: written ? { egress: written } : {},
          },
        ],
      },
    },
  });
  const { egress } = first(loadBalancers);
  const rules = isKnown(egress) ? egress : [];
  const portsOf = (known: boolean) => [
    ...new Set(rules.filter(({ peers }) => isKnown(peers) === known).map((rule) => rule.fromPort)),
  ];
  return { surely: portsOf(true), perhaps: portsOf(false) };
}

describe("of a group that is there already, a plan leaves", () => {
  const stays: Actions = ["no-op"];
  const written = { constant_value: [inGroup(443)] };

  it.each<[string, Case, { surely: readonly number[]; perhaps: readonly number[] }]>([
    [
      "the separate rules of one that lists none",
      {
        before: [inGroup(80)],
        after: [inGroup(80)],
        separate: [
          [80, stays],
          [81, ["create"]],
        ],
      },
      { surely: [80, 81], perhaps: [] },
    ],
    [
      "what is listed, where that takes away the others",
      {
        written,
        before: [inGroup(80), inGroup(443)],
        after: [inGroup(443)],
        separate: [[80, stays]],
      },
      { surely: [443], perhaps: [80] },
    ],
    [
      "what a dynamic block lists, where that takes away the others",
      { before: [inGroup(80), inGroup(443)], after: [inGroup(443)], separate: [[80, stays]] },
      { surely: [443], perhaps: [80] },
    ],
    [
      "nothing for certain, where an empty list takes away the others",
      {
        written: { constant_value: [] },
        before: [inGroup(80)],
        after: [],
        separate: [[80, stays]],
      },
      { surely: [], perhaps: [80] },
    ],
    [
      "a new separate rule perhaps, where a dynamic block may list the rest",
      { before: [inGroup(443)], after: [inGroup(443)], separate: [[80, ["create"]]] },
      { surely: [443], perhaps: [80] },
    ],
    [
      "a listed rule perhaps, where the same is destroyed as one of its own",
      {
        written,
        before: [inGroup(443)],
        after: [inGroup(443)],
        separate: [[443, ["delete"]]],
      },
      { surely: [], perhaps: [443] },
    ],
  ])("%s", (_, given, left) => {
    const found = portsLeft(given);
    expect(found).toEqual(left);
  });
});
