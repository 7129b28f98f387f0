import { describe, expect, it } from "vitest";
import { isUnknown } from "../../src/topology/knowable";
import { first, topologyOf } from "./support";

describe("a target group", () => {
  const check = (group: object) =>
    first(topologyOf({ aws_lb_target_group: { g: group } }).targetGroups).healthCheck;

  it("is checked as AWS does by itself, or as the provider completes a block", () => {
    expect(check({})).toMatchObject({
      intervalSeconds: 30,
      timeoutSeconds: 5,
      healthyThreshold: 5,
      unhealthyThreshold: 2,
    });
    expect(check({ health_check: { interval: 10 } })).toMatchObject({
      intervalSeconds: 10,
      timeoutSeconds: 6,
      healthyThreshold: 3,
      unhealthyThreshold: 3,
      path: undefined,
    });
  });

  it("reads numbers that are written as text, and limits that are off", () => {
    const target_group_health = {
      dns_failover: {
        minimum_healthy_targets_count: "off",
        minimum_healthy_targets_percentage: "50",
      },
    };
    const group = { deregistration_delay: "30", target_group_health };
    expect(first(topologyOf({ aws_alb_target_group: { g: group } }).targetGroups)).toMatchObject({
      deregistrationDelaySeconds: 30,
      dnsFailover: { count: 0, percentage: 50 },
      unhealthyStateRouting: { count: 1, percentage: "off" },
    });
  });
});

describe("a listener", () => {
  const action = (default_action: unknown) => {
    const topology = topologyOf({
      aws_alb: { main: {} },
      aws_lb_target_group: { a: {}, b: {} },
      aws_alb_listener: { l: { load_balancer_arn: "${aws_alb.main.arn}", default_action } },
    });
    return first(first(topology.loadBalancers).listeners).defaultAction;
  };
  const [a, b] = ["a", "b"].map((name) => ({ arn: `\${aws_lb_target_group.${name}.arn}` }));

  it.each([
    [{ type: "forward", forward: { target_group: [a, b] } }, ["a", "b"]],
    [
      {
        type: "forward",
        forward: {
          target_group: [
            { ...a, weight: 1 },
            { ...b, weight: 0 },
          ],
        },
      },
      ["a"],
    ],
    [[{ type: "authenticate-oidc" }, { type: "forward", target_group_arn: b?.arn }], ["b"]],
    [{ type: "redirect" }, []],
    // What an action does not use may stand there still.
    [{ type: "fixed-response", target_group_arn: a?.arn }, []],
    [{ type: "redirect", forward: { target_group: [a, b] } }, []],
    [{ type: "forward", target_group_arn: a?.arn, forward: { target_group: [b] } }, ["b"]],
    [
      [
        { type: "forward", order: 2, target_group_arn: b?.arn },
        { type: "authenticate-oidc", order: 1 },
      ],
      ["b"],
    ],
    [[{ type: "authenticate-oidc", target_group_arn: a?.arn }], []],
  ])("forwards by %j", (written, names) => {
    expect(action(written).targetGroups).toEqual(
      names.map((name) => `aws_lb_target_group.${name}`),
    );
  });

  it.each([
    ["the type is not known", { type: "${var.action}", target_group_arn: a?.arn }],
    ["the type is one that nobody knows yet", { type: "teleport", target_group_arn: a?.arn }],
    [
      "which action is the last is not known",
      [
        { type: "forward", order: "${var.order}", target_group_arn: a?.arn },
        { type: "forward", order: 2, target_group_arn: b?.arn },
      ],
    ],
    [
      "a weight is not known",
      { type: "forward", forward: { target_group: [{ ...a, weight: "${var.weight}" }] } },
    ],
  ])("forwards to what is not known where %s", (_, written) => {
    expect(action(written).targetGroups).toSatisfy(isUnknown);
  });

  it("is of another kind of load balancer in a note alone", () => {
    const topology = topologyOf({ aws_lb: { main: { load_balancer_type: "network" } } });
    expect(topology.loadBalancers).toEqual([]);
    expect(topology.notes).toEqual(["aws_lb.main: a network load balancer is not read"]);
  });
});
