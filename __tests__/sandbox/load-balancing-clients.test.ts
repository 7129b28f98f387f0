import { once } from "node:events";
import { connect } from "node:net";
import { Pool } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { keepAt } from "../../src/sandbox/load-balancing/stickiness";
import { OTHER_GROUP, Rig, type Stored, toGroup } from "./support/load-balancing-rig";

const IDLE_TIMEOUT_MS = 60_000;

let rig: Rig;
afterEach(() => rig.stop());

/** @param share what every draw by weight gives */
const start = async (stored: Partial<Stored> = {}, share = 0) => {
  rig = await Rig.start(stored, () => share);
};

describe("a client's connection", () => {
  it("is closed when it was idle for the idle timeout, and not before", async () => {
    await start();
    const client = connect(Number(rig.address.split(":")[1]), "127.0.0.1");
    await rig.clock.scheduled(IDLE_TIMEOUT_MS);
    await rig.clock.advance(IDLE_TIMEOUT_MS - 1);
    expect(client.readyState).toBe("open");
    const closed = once(client, "close");
    await rig.clock.advance(1);
    await closed;
  });

  it("is kept for further requests until it is too old", async () => {
    await start({
      attributes: { "client_keep_alive.seconds": "120", "idle_timeout.timeout_seconds": "4000" },
    });
    await rig.target("t");
    const client = new Pool(`http://${rig.address}`, { connections: 1 });
    const connectionHeader = async () => {
      const { headers, body } = await client.request({ method: "GET", path: "/" });
      await body.dump();
      return headers["connection"];
    };
    expect(await connectionHeader()).toBe("keep-alive");
    await rig.clock.advance(120_000);
    expect(await connectionHeader()).toBe("close");
    expect(await connectionHeader()).toBe("keep-alive");
    await client.destroy();
  });

  it("lands on the nodes in turn", async () => {
    await start();
    await rig.bodies(4);
    const nodes = rig.events.filter(({ status }) => status === 503).map(({ node }) => node);
    expect(nodes).toEqual(["a", "b", "a", "b"]);
  });
});

describe("a client with the load balancer's cookie", () => {
  it("stays with its target while that is healthy", async () => {
    await start({
      groupAttributes: {
        "stickiness.enabled": "true",
        "stickiness.type": "lb_cookie",
        "stickiness.lb_cookie.duration_seconds": "3600",
      },
    });
    await rig.target("one");
    await rig.target("two");
    await rig.check();
    const first = await rig.get();
    const [cookie = ""] = [first.headers["set-cookie"] ?? []].flat();
    expect(cookie).toMatch(/^AWSALB=/);
    const sent = { cookie: cookie.split(";")[0] as string };
    for (let each = 0; each < 3; each++) {
      expect((await rig.get("/", sent)).body).toBe(first.body);
    }
    rig.targets.drain(toGroup.TargetGroupArn as string, first.body, 300_000);
    expect((await rig.get("/", sent)).body).not.toBe(first.body);
  });

  it("stays with its target group, whatever the weights draw", async () => {
    const ForwardConfig = {
      TargetGroups: [
        { TargetGroupArn: toGroup.TargetGroupArn, Weight: 1 },
        { TargetGroupArn: OTHER_GROUP, Weight: 999 },
      ],
      TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
    };
    const DefaultActions = [{ Type: "forward" as const, ForwardConfig }];
    await start({ listeners: [{ Port: 80, Protocol: "HTTP", DefaultActions }] }, 0.5);
    await rig.target("mine");
    await rig.target("other", { group: OTHER_GROUP });
    const cookieFor = (arn: string | undefined) =>
      (keepAt("AWSALBTG", String(arn), 1_000)[1] as string).split(";")[0] as string;
    expect((await rig.get()).headers["set-cookie"]?.[0]).toMatch(/^AWSALBTG=/);
    expect((await rig.get()).body).toBe("other");
    const sent = { cookie: `theme=dark; ${cookieFor(toGroup.TargetGroupArn)}` };
    expect((await rig.get("/", sent)).body).toBe("mine");
  });
});
