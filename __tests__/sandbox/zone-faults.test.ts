import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { sandboxLatencyMs } from "../../src/sandbox/latencies";
import { ZONAL_DNS_REMOVAL } from "../../src/simulation/latencies";
import { CONNECT_TIMEOUT_MS } from "../../src/simulation/target-selection";
import { GROUP, Rig, type Stored } from "./support/load-balancing-rig";

const SECOND = 1_000;
/** AWS notices, and the last client follows when the TTL of 60 s is over. */
const DNS_FOLLOWS_MS = sandboxLatencyMs(ZONAL_DNS_REMOVAL) + 60 * SECOND;
const LOST = { loadBalancerNode: "lost" } as const;
const SURVIVES = { loadBalancerNode: "survives" } as const;

let rig: Rig;
afterEach(() => rig.stop());

/** A target in each zone, healthy. */
async function start(stored: Partial<Stored> = {}): Promise<void> {
  rig = await Rig.start(stored, () => 0.5);
  for (const zone of ["a", "b"]) {
    await rig.target(`in-${zone}`, { zone });
  }
  await rig.check();
}

/** Who answers as many requests, without those that are not answered within 10 s. */
async function answering(count: number): Promise<string[]> {
  const asked = Array.from({ length: count }, () => client());
  await rest();
  await rig.clock.advance(CONNECT_TIMEOUT_MS);
  await rest();
  const answers = asked.map(({ received }) => /in-[ab]$/.exec(received())?.[0] ?? "nobody");
  for (const { socket } of asked) {
    socket.destroy();
  }
  return [...new Set(answers)].sort();
}

/** An HTTP request on a connection of its own, whose fate can be watched. */
function client() {
  const socket = connect(Number(rig.address.split(":")[1]), "127.0.0.1");
  let received = "";
  let closed = false;
  socket.on("data", (chunk) => {
    received += chunk;
  });
  socket.on("close", () => {
    closed = true;
  });
  const ask = () => socket.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
  ask();
  return { socket, ask, received: () => received, isClosed: () => closed };
}

/** Until all that is under way on loopback has arrived. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    await new Promise((again) => setImmediate(again));
  }
}

describe("a black zone whose load balancer node survives", () => {
  it("takes no connection, and gets no request once its targets are found unhealthy", async () => {
    await start();
    rig.faults.blacken("a", SURVIVES);
    expect(await answering(4)).toEqual(["in-b", "nobody"]);
    await rig.clock.advance(2 * SECOND);
    expect(rig.states()).toEqual({ "in-a": "unhealthy", "in-b": "healthy" });
    expect(await answering(4)).toEqual(["in-b"]);
    rig.faults.restore("a");
    await rig.clock.advance(10 * SECOND);
    expect(await answering(4)).toEqual(["in-a", "in-b"]);
  });

  it("keeps answers from coming, and nothing tells the load balancer so", async () => {
    rig = await Rig.start();
    const { server } = await rig.target("t", { zone: "a", answer: () => {} });
    const arrived = once(server, "request");
    const asking = client();
    const [, answer] = await arrived;
    rig.faults.blacken("a", SURVIVES);
    answer.end("late");
    server.closeAllConnections();
    await rest();
    expect(asking.received()).toBe("");
    rig.faults.restore("a");
    await rest();
    expect(asking.received()).toMatch(/late$/);
  });

  it("leaves requests on standing connections without an answer until the idle timeout", async () => {
    await start({ zones: ["a"] });
    expect((await rig.get()).body).toBe("in-a");
    rig.faults.blacken("a", SURVIVES);
    const asking = client();
    await rest();
    await rig.clock.advance(CONNECT_TIMEOUT_MS);
    await rest();
    expect(asking.received()).toBe("");
    await rig.clock.advance(50 * SECOND);
    await rest();
    expect(asking.received()).toMatch(/^HTTP\/1.1 504/);
  });
});

describe("a black zone with its load balancer node", () => {
  it("lets clients on that node hang, until DNS leads no new one there", async () => {
    await start();
    const standing = [client(), client()];
    await rest();
    expect(standing.map(({ received }) => /in-[ab]$/.test(received()))).toEqual([true, true]);

    rig.faults.blacken("a", LOST);
    expect(await answering(8)).toEqual(["in-b", "nobody"]);
    await rig.clock.advance(DNS_FOLLOWS_MS - CONNECT_TIMEOUT_MS - 1);
    expect(await answering(2)).toEqual(["in-b", "nobody"]);
    expect(await answering(8)).toEqual(["in-b"]);
    // The other node's client went idle; this one was told nothing.
    expect(standing.map(({ isClosed }) => isClosed())).toEqual([false, true]);
  });

  it("answers again when it is back, also what was sent meanwhile, and finds its targets anew", async () => {
    await start();
    const [onA] = [client(), client()];
    await rest();
    rig.faults.blacken("a", LOST);
    const before = onA.received().length;
    onA.ask();
    await rig.clock.advance(30 * SECOND);
    await rest();
    expect(onA.received().length).toBe(before);
    rig.faults.restore("a");
    await rest();
    expect(onA.received().length).toBeGreaterThan(before);
    // The node knew nothing of zone b while it was lost: that is not held against the targets there.
    expect(rig.states()).toEqual({ "in-a": "unhealthy", "in-b": "healthy" });
    await rig.clock.advance(10 * SECOND);
    expect(rig.states()).toEqual({ "in-a": "healthy", "in-b": "healthy" });
    await rig.clock.advance(DNS_FOLLOWS_MS);
    expect(await answering(8)).toEqual(["in-a", "in-b"]);
  });
});

describe("the load balancer's DNS name", () => {
  it("names every node where none is fit", async () => {
    rig = await Rig.start();
    await rig.clock.advance(2 * DNS_FOLLOWS_MS);
    rig.faults.blacken("a", LOST);
    rig.faults.blacken("b", LOST);
    await rig.clock.advance(2 * DNS_FOLLOWS_MS);
    expect(rig.events.filter(({ type }) => type === "node.out-of-dns")).toEqual([]);
  });

  it("leaves a node out whose zone has too few healthy targets, with cross-zone off", async () => {
    await start({ groupAttributes: { "load_balancing.cross_zone.enabled": "false" } });
    rig.targets.remove(GROUP, "in-a");
    await rig.clock.advance(DNS_FOLLOWS_MS);
    expect(await answering(4)).toEqual(["in-b"]);
  });
});

describe("a subnet that a network ACL lets nothing through to", () => {
  it("is as black as a zone with its node, until the ACL lets something through", async () => {
    await start();
    rig.faults.denySubnets(new Set(["subnet-a"]));
    expect(await answering(8)).toEqual(["in-b", "nobody"]);
    await rig.clock.advance(DNS_FOLLOWS_MS);
    expect(await answering(8)).toEqual(["in-b"]);
    rig.faults.denySubnets(new Set());
    await rig.clock.advance(DNS_FOLLOWS_MS);
    expect(await answering(8)).toEqual(["in-a", "in-b"]);
    const subnetEvents = rig.events.filter(({ type }) => type.startsWith("subnet."));
    expect(subnetEvents.map(({ type, subnet }) => [type, subnet])).toEqual([
      ["subnet.denied", "subnet-a"],
      ["subnet.allowed", "subnet-a"],
    ]);
  });
});
