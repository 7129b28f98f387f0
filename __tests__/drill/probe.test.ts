import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createSocketServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { urlCheck } from "../../src/drill/preflight/url";
import { Probe } from "../../src/drill/probe/probe";
import { Requester } from "../../src/drill/probe/request";
import { Stopwatch } from "../../src/drill/stopwatch";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) {
    close();
  }
});

async function serve(answer: RequestListener): Promise<{ url: URL; server: Server }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: urlOf(server), server };
}

function urlOf(server: { address(): unknown }): URL {
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

async function outcomeAt(url: URL, timeoutMs = 2_000) {
  const requester = new Requester(url, { timeoutMs, insecure: false });
  const outcome = await requester.send("new");
  requester.close();
  return outcome;
}

describe("a request", () => {
  it("tells where a redirect leads to", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(301, { location: "https://app.example.com/" }).end();
    });
    expect(await outcomeAt(url)).toEqual({
      status: 301,
      failure: undefined,
      location: "https://app.example.com/",
    });
  });

  it.each([
    ["to the service's own name", "https://app.example.com/", "refused"],
    ["within the service", "/login", "holds"],
  ])("asks whom it is meant for: a redirect %s", async (_, location, verdict) => {
    const { url } = await serve((_, response) => response.writeHead(302, { location }).end());
    expect(await urlCheck({ url, timeoutMs: 2_000, insecure: false })).toMatchObject({ verdict });
  });

  it.each([
    [200, undefined],
    [404, undefined],
    [502, "http 502"],
    [503, "http 503"],
  ])("takes %i for %s", async (status, failure) => {
    const { url } = await serve((_, response) => response.writeHead(status).end("null"));
    expect(await outcomeAt(url)).toMatchObject({ status, failure });
  });

  it("is refused where nobody listens", async () => {
    const { url, server } = await serve(() => undefined);
    server.close();
    expect(await outcomeAt(url)).toMatchObject({ failure: "refused" });
  });

  it("is reset where the connection breaks, before the answer or in it", async () => {
    const before = await serve((request) => request.socket.destroy());
    expect(await outcomeAt(before.url)).toMatchObject({ failure: "reset" });
    const within = await serve((request, response) => {
      response.writeHead(200, { "content-length": "10" });
      response.write("half", () => request.socket.destroy());
    });
    expect(await outcomeAt(within.url)).toMatchObject({ failure: "reset" });
  });

  it("times out where the connection stands and no whole answer comes", async () => {
    const silent = await serve(() => undefined);
    expect(await outcomeAt(silent.url, 50)).toMatchObject({ failure: "timeout" });
    const slow = await serve((_, response) => {
      const timer = setInterval(() => response.write("."), 10);
      closing.push(() => clearInterval(timer));
    });
    expect(await outcomeAt(slow.url, 100)).toMatchObject({ failure: "timeout" });
  });

  it("tells a name that is not found, and a certificate that is none", async () => {
    expect(await outcomeAt(new URL("http://no-such-name.invalid/"))).toMatchObject({
      failure: "dns",
    });
    const plain = createSocketServer((socket) => socket.end("not TLS"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    closing.push(() => plain.close());
    const { port } = plain.address() as AddressInfo;
    expect(await outcomeAt(new URL(`https://127.0.0.1:${port}/`))).toMatchObject({
      failure: "tls",
    });
  });
});

describe("the probe", () => {
  async function probed(answer: RequestListener, forMs: number, rate = 100, timeoutMs = 1_000) {
    const connections = new Set<unknown>();
    const { url, server } = await serve(answer);
    server.on("connection", (socket) => connections.add(socket));
    const stopwatch = new Stopwatch(1);
    const probe = new Probe({ url, rate, timeoutMs, insecure: false }, stopwatch);
    probe.start();
    await stopwatch.sleep(forMs);
    await probe.stop();
    return { samples: probe.samples, connections: connections.size };
  }

  const answering: RequestListener = (_, response) => {
    response.end("{}");
  };

  it("asks at even times by both lanes, one of which keeps its connections", async () => {
    const { samples, connections } = await probed(answering, 500);
    const due = samples.map(({ dueMs }) => dueMs).sort((a, b) => a - b);
    const first = due[0] as number;
    expect(due.map((ms) => Math.round(ms - first))).toEqual(due.map((_, index) => index * 10));
    const fresh = samples.filter(({ lane }) => lane === "new").length;
    expect(Math.abs(samples.length - 2 * fresh)).toBeLessThanOrEqual(1);
    expect(connections).toBeGreaterThanOrEqual(fresh);
    expect(connections).toBeLessThan(samples.length);
  });

  it("goes on asking while answers are late, and counts from when each was due", async () => {
    let stalled = true;
    const held: (() => void)[] = [];
    const timer = setTimeout(() => {
      stalled = false;
      for (const answer of held) {
        answer();
      }
    }, 300);
    closing.push(() => clearTimeout(timer));
    const { samples } = await probed((_, response) => {
      const answer = () => response.end("{}");
      stalled ? held.push(answer) : answer();
    }, 400);
    const late = samples.filter(({ latencyMs }) => latencyMs > 100);
    // A load that waited for its answers would have one late request in each lane.
    expect(late.length).toBeGreaterThanOrEqual(15);
    expect(samples.every(({ failure }) => failure === undefined)).toBe(true);
  });

  it("counts what was due while this program stood still", async () => {
    const { url } = await serve(answering);
    const stopwatch = new Stopwatch(1);
    const probe = new Probe({ url, rate: 100, timeoutMs: 1_000, insecure: false }, stopwatch);
    probe.start();
    const until = performance.now() + 200;
    while (performance.now() < until) {
      // Nothing else runs meanwhile.
    }
    await stopwatch.sleep(20);
    await probe.stop();
    const stood = probe.samples.filter(({ latencyMs }) => latencyMs > 50);
    expect(stood.length).toBeGreaterThanOrEqual(10);
  });
});
