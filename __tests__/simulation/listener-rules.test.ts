import { describe, expect, it } from "vitest";
import { type ListenerRule, matchesPattern, matchRule } from "../../src/simulation/listener-rules";

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
