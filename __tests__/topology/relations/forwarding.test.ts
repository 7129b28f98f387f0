import { describe, expect, it } from "vitest";
import { isUnknown } from "../../../src/topology/knowable";
import { entrancesOf, whyNothingForwards } from "../../../src/topology/relations/forwarding";
import { first, topologyOf } from "../support";

const WEB = "aws_lb_target_group.web";
const forward = { type: "forward", target_group_arn: `\${${WEB}.arn}` };
const gone = { type: "fixed-response", fixed_response: { status_code: "410" } };
const GET = { http_request_method: { values: ["GET"] } };
const everyPath = { path_pattern: { values: ["/*"] } };

/** A listener that forwards by default, and has one rule more. */
function withRule(rule: object, default_action: object = forward) {
  return topologyOf({
    aws_lb: { main: {} },
    aws_lb_target_group: { web: {} },
    aws_lb_listener: { http: { load_balancer_arn: "${aws_lb.main.arn}", default_action } },
    aws_lb_listener_rule: { r: { listener_arn: "${aws_lb_listener.http.arn}", ...rule } },
  });
}

/** Where requests get to by default. */
function byDefault(rule: object) {
  return first(entrancesOf(first(withRule(rule).loadBalancers))).targetGroups;
}

describe("the default action of a listener", () => {
  it.each([
    ["every path", everyPath],
    ["every host and path", { ...everyPath, host_header: { values: ["*"] } }],
    ["every address", { source_ip: { values: ["0.0.0.0/0"] } }],
    ["every path by a regular expression", { path_pattern: { regex_values: ["^/.*$"] } }],
  ])("gets no request where a rule takes %s", (_, condition) => {
    expect(byDefault({ priority: 1, action: gone, condition })).toEqual([]);
    expect(byDefault({ action: gone, condition })).toEqual([]);
  });

  it.each([
    ["a path", { path_pattern: { values: ["/admin/*"] } }],
    ["a host", { ...everyPath, host_header: { values: ["old.example.com"] } }],
    ["a header", { ...everyPath, http_header: { http_header_name: "X-Old", values: ["*"] } }],
    ["a method", { http_request_method: { values: ["DELETE"] } }],
    ["a query", { query_string: { value: "old" } }],
    ["some addresses", { source_ip: { values: ["10.0.0.0/8"] } }],
    ["paths by a regular expression", { path_pattern: { regex_values: ["^/old/.*$"] } }],
  ])("gets the other requests where a rule takes %s", (_, condition) => {
    expect(byDefault({ priority: 1, action: gone, condition })).toEqual([WEB]);
  });

  it("may get none where what a rule takes is not known", () => {
    const condition = { path_pattern: { values: ["${var.path}"] } };
    expect(byDefault({ priority: 1, action: gone, condition })).toSatisfy(isUnknown);
  });
});

/** Where requests get to by the second rule of a listener. */
function bySecondRule(earlier: object, later: object) {
  const topology = topologyOf({
    aws_lb: { main: {} },
    aws_lb_target_group: { web: {} },
    aws_lb_listener: { http: { load_balancer_arn: "${aws_lb.main.arn}", default_action: gone } },
    aws_lb_listener_rule: {
      early: { ...onHttp, priority: 1, action: gone, condition: earlier },
      late: { ...onHttp, priority: 2, action: forward, condition: later },
    },
  });
  const entrances = entrancesOf(first(topology.loadBalancers));
  return entrances.find(({ address }) => address.endsWith(".late"))?.targetGroups;
}

const onHttp = { listener_arn: "${aws_lb_listener.http.arn}" };
const host = (...values: string[]) => ({ host_header: { values } });
const path = (...values: string[]) => ({ path_pattern: { values } });

describe("a rule of a listener", () => {
  it.each([
    ["the same host", host("Shop.example.com"), { ...host("shop.example.com"), ...path("/a") }],
    ["the same path", path("/api/*"), path("/api/*")],
    ["a path around it", path("/api/*"), path("/api/v1/*", "/api/v?/x")],
    ["each of its paths", path("/a", "/b*"), path("/b/c", "/a")],
    ["a host around it", host("*.example.com"), host("shop.example.com")],
    ["every host name", host("*.*"), host("shop.example.com")],
    ["its host, and the method is its own", host("a.com"), { ...host("a.com"), ...GET }],
  ])("gets no request where one before it takes %s", (_, earlier, later) => {
    expect(bySecondRule(earlier, later)).toEqual([]);
  });

  it.each([
    ["another host", host("old.example.com"), host("shop.example.com")],
    ["the host, and is asked for any", host("shop.example.com"), path("/api/*")],
    ["a path inside it", path("/api/v1/*"), path("/api/*")],
    ["one character of it", path("/a?"), path("/a*")],
    ["some of its paths", path("/a"), path("/a", "/b")],
    ["a path in other letters", path("/API/*"), path("/api/*")],
    ["a method of it", { ...path("/api/*"), ...GET }, path("/api/*")],
  ])("gets requests where one before it takes %s", (_, earlier, later) => {
    expect(bySecondRule(earlier, later)).toEqual([WEB]);
  });

  it("may get none where its own paths are not known", () => {
    expect(bySecondRule(path("/api/*"), path("${var.path}"))).toSatisfy(isUnknown);
  });
});

describe("why nothing forwards", () => {
  it.each([
    [
      { type: "fixed-response", fixed_response: { status_code: "503" } },
      "aws_lb_listener.http answers 503 itself: nothing forwards to aws_lb_target_group.web",
    ],
    [
      forward,
      "aws_lb_listener_rule.r answers 410 itself before aws_lb_listener.http: nothing forwards to aws_lb_target_group.web",
    ],
  ])("is told by %j", (action, reason) => {
    const topology = withRule({ priority: 1, action: gone, condition: everyPath }, action);
    expect(whyNothingForwards(WEB, topology)).toBe(reason);
  });
});
