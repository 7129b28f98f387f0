import { describe, expect, it } from "vitest";
import {
  type ListenerRequest,
  type ListenerRule,
  matchesPattern,
  matchRule,
} from "../../src/simulation/listener-rules";

const RULES =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html";
const CONDITIONS =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html";

const rules: ListenerRule<string>[] = [
  { priority: 20, paths: ["/api/*"], action: "api" },
  { priority: 10, paths: ["/api/v?/health"], action: "health" },
  { priority: 30, hosts: ["*.example.com"], paths: ["/img/*", "/css/*"], action: "assets" },
];

describe("the rule that takes a request", () => {
  it.each([
    {
      behaviour: "lowest priority first, whatever the order given",
      host: "x",
      path: "/api/v1/health",
      action: "health",
      source: RULES,
    },
    {
      behaviour: "the next one where a condition fails",
      host: "x",
      path: "/api/v10/health",
      action: "api",
      source: RULES,
    },
    {
      behaviour: "the default action where no rule matches",
      host: "x",
      path: "/",
      action: "default",
      source: RULES,
    },
    {
      behaviour: "all conditions of a rule must hold",
      host: "example.org",
      path: "/img/a.png",
      action: "default",
      source: RULES,
    },
    {
      behaviour: "any pattern of a condition is enough",
      host: "www.example.com",
      path: "/css/a.css",
      action: "assets",
      source: CONDITIONS,
    },
    {
      behaviour: "a host name is not case-sensitive",
      host: "WWW.Example.COM",
      path: "/img/a.png",
      action: "assets",
      source: CONDITIONS,
    },
    {
      behaviour: "a path is case-sensitive",
      host: "x",
      path: "/API/users",
      action: "default",
      source: CONDITIONS,
    },
    {
      behaviour: "a query is no part of the path",
      host: "x",
      path: "/?next=/api/users",
      action: "default",
      source: CONDITIONS,
    },
    {
      behaviour: "a port is no part of the host name",
      host: "www.example.com:8080",
      path: "/img/",
      action: "assets",
      source: CONDITIONS,
    },
  ])("$behaviour", ({ host, path, action, source }) => {
    expect(matchRule(rules, "default", { host, path }), source).toBe(action);
  });
});

describe("a condition on more than host and path", () => {
  const mobile = { name: "User-Agent", patterns: ["*Mobile*", "*Phone*"] };
  it.each<{
    behaviour: string;
    conditions: Partial<ListenerRule<string>>;
    request: Partial<ListenerRequest>;
    holds: boolean;
  }>([
    {
      behaviour: "a header's value is not case-sensitive, nor is its name",
      conditions: { headers: [mobile] },
      request: { headers: { "user-agent": "some phone" } },
      holds: true,
    },
    {
      behaviour: "one of several values of a header is enough",
      conditions: { headers: [{ name: "x-team", patterns: ["blue"] }] },
      request: { headers: { "x-team": ["red", "blue"] } },
      holds: true,
    },
    {
      behaviour: "a header that is not sent matches nothing",
      conditions: { headers: [{ name: "x-team", patterns: ["*"] }] },
      request: {},
      holds: false,
    },
    {
      behaviour: "two header conditions must both hold",
      conditions: { headers: [mobile, { name: "x-team", patterns: ["blue"] }] },
      request: { headers: { "user-agent": "Phone", "x-team": "red" } },
      holds: false,
    },
    {
      behaviour: "a method is compared as it is",
      conditions: { methods: ["GET", "HEAD"] },
      request: { method: "POST" },
      holds: false,
    },
    {
      behaviour: "a query's key and value belong together",
      conditions: { queries: [[{ key: "version", value: "v1" }]] },
      request: { path: "/?other=v1&version=v2" },
      holds: false,
    },
    {
      behaviour: "a query's value without a key is looked for under any, in any case",
      conditions: { queries: [[{ value: "*example*" }]] },
      request: { path: "/?a=1&b=An-Example" },
      holds: true,
    },
    {
      behaviour: "any pair of one condition is enough, but all conditions must hold",
      conditions: {
        queries: [[{ key: "a", value: "1" }, { value: "x" }], [{ key: "b", value: "2" }]],
      },
      request: { path: "/?a=1" },
      holds: false,
    },
    {
      behaviour: "the client's address lies in a block",
      conditions: { sourceCidrBlocks: ["192.0.2.0/24", "2001:db8::/32"] },
      request: { sourceIp: "::ffff:192.0.2.7" },
      holds: true,
    },
    {
      behaviour: "the client's address is its own, not what it forwards for",
      conditions: { sourceCidrBlocks: ["192.0.2.0/24"] },
      request: { sourceIp: "198.51.100.1", headers: { "x-forwarded-for": "192.0.2.7" } },
      holds: false,
    },
  ])("$behaviour", ({ conditions, request, holds }) => {
    const rule = { priority: 1, action: "taken", ...conditions };
    const action = matchRule([rule], "default", { host: "x", path: "/", ...request });
    expect(action, CONDITIONS).toBe(holds ? "taken" : "default");
  });
});

describe("a pattern", () => {
  it.each([
    ["/img/*", "/img/", true],
    ["/img/*", "/img/a/b", true],
    ["/img/*", "/img", false],
    ["/img/*/pics", "/img/2024/pics", true],
    ["/a?c", "/abc", true],
    ["/a?c", "/ac", false],
    ["/a.c", "/abc", false],
    ["/a+(b)", "/a+(b)", true],
    ["*", "", true],
  ])("%s and %s: %s", (pattern, value, matches) => {
    expect(matchesPattern(pattern, value), CONDITIONS).toBe(matches);
  });
});
