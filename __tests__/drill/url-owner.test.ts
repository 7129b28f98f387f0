import { describe, expect, it } from "vitest";
import { systemNames, urlOwnerCheck } from "../../src/drill/preflight/url-owner";

const OWN = "taskmanager-demo-1234.eu-north-1.elb.amazonaws.com";

const addresses: Readonly<Record<string, readonly string[]>> = {
  [OWN]: ["203.0.113.1", "203.0.113.2"],
  "alias.example.com": ["203.0.113.2", "203.0.113.1"],
  "one-node.example.com": ["203.0.113.2"],
  "partly.example.com": ["203.0.113.1", "198.51.100.9"],
  "cdn.example.com": ["198.51.100.9"],
  "old.example.com": ["198.51.100.7"],
};

const aliases: Readonly<Record<string, string>> = {
  "app.example.com": "service.example.com",
  "service.example.com": `dualstack.${OWN.toUpperCase()}.`,
  "circle.example.com": "circle.example.com",
};

const names = {
  addresses: async (host: string) => addresses[host] ?? [],
  alias: async (host: string) => aliases[host],
};

async function verdictOf(url: string, trusted = false, dnsName = OWN) {
  const { verdict, detail } = await urlOwnerCheck(new URL(url), dnsName, trusted, names);
  return { verdict, detail };
}

describe("a URL", () => {
  it.each([
    `http://${OWN}/`,
    `https://dualstack.${OWN}/health`,
    "https://app.example.com/",
    "https://alias.example.com/",
    "https://one-node.example.com/",
  ])("is the load balancer's by its name or its addresses: %s", async (url) => {
    expect((await verdictOf(url)).verdict).toBe("holds");
  });

  it.each([
    ["https://old.example.com/", /has 198.51.100.7, the other 203.0.113.1, 203.0.113.2/],
    ["https://partly.example.com/", /has 203.0.113.1, 198.51.100.9/],
    ["https://nowhere.example.com/", /nowhere.example.com has no address/],
    ["https://circle.example.com/", /circle.example.com has no address/],
  ])("is refused where it leads elsewhere, though it answers: %s", async (url, reason) => {
    const { verdict, detail } = await verdictOf(url);
    expect(verdict).toBe("refused");
    expect(detail).toMatch(reason);
    expect(detail).toMatch(/leave --url out, or add --trust-url/);
  });

  it("is taken on a person's word where a CDN is in front, which is said", async () => {
    const { verdict, detail } = await verdictOf("https://cdn.example.com/", true);
    expect(verdict).toBe("unknown");
    expect(detail).toMatch(/is not seen to be .*taken for it with --trust-url/);
  });

  it.each([
    ["http://127.0.0.1:8080/", "holds"],
    ["http://localhost:8080/", "holds"],
    ["http://127.0.0.1:8081/", "refused"],
    ["http://localhost/", "refused"],
  ])("of a sandbox is known by its port too: %s %s", async (url, verdict) => {
    const check = await urlOwnerCheck(new URL(url), "127.0.0.1:8080", false, systemNames);
    expect(check.verdict).toBe(verdict);
  });
});
