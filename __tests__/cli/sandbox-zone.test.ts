import { execa } from "execa";
import { Pool } from "undici";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { controlZone } from "../../src/cli/sandbox-zone";
import { WrongUsage } from "../../src/cli/wrong-usage";
import { EventLog } from "../../src/sandbox/event-log";
import { newAccessKey } from "../../src/sandbox/gateway/access-keys";
import { Gateway } from "../../src/sandbox/gateway/gateway";
import type { FleetInstance, InstanceFleet } from "../../src/sandbox/instance-fleet";
import { Store } from "../../src/sandbox/store";
import { ZoneControl } from "../../src/sandbox/zone-control";
import { ZoneFaults } from "../../src/sandbox/zone-faults";
import { ZONES } from "../sandbox/support/load-balancing-rig";
import { SteppedClock } from "../sandbox/support/stepped-clock";

describe("ha sandbox zone", () => {
  const faults = new ZoneFaults(new EventLog(new SteppedClock(async () => {})));
  const stopped: string[] = [];
  const said: string[] = [];
  const accessKey = newAccessKey();
  let gateway: Gateway;

  beforeAll(async () => {
    const store = new Store("/nowhere", "eu-north-1");
    store.ec2.send = (async () => ({ AvailabilityZones: ZONES })) as never;
    const instances = [
      { id: "i-1", zone: "a", state: "running" },
      { id: "i-2", zone: "a", state: "terminated" },
      { id: "i-3", zone: "b", state: "running" },
    ] as FleetInstance[];
    const fleet = {
      instances: new Map(instances.map((instance) => [instance.id, instance])),
      stop: async (id: string) => void stopped.push(id),
    } as InstanceFleet;
    gateway = new Gateway({
      store: new Pool("http://127.0.0.1:1"),
      accessKey,
      handlers: {},
      byService: { sandbox: new ZoneControl(store, fleet, faults).handler },
    });
    vi.stubEnv("AWS_ENDPOINT_URL", await gateway.listen(0));
    vi.stubEnv("AWS_ACCESS_KEY_ID", accessKey.accessKeyId);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", accessKey.secretAccessKey);
    vi.spyOn(console, "log").mockImplementation((line) => void said.push(line));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await gateway.close();
  });

  it("makes a zone black with or without its node, restores it, and stops what runs there", async () => {
    await controlZone("black", "a", "lost");
    expect([faults.isBlack("a"), faults.isNodeLost({ zone: "a" })]).toEqual([true, true]);
    await controlZone("black", "a", "survives");
    expect([faults.isBlack("a"), faults.isNodeLost({ zone: "a" })]).toEqual([true, false]);
    await controlZone("restore", "a");
    expect(faults.isBlack("a")).toBe(false);
    await controlZone("stop", "a");
    expect(stopped).toEqual(["i-1"]);
    expect(said.at(-1)).toBe("a stopped; instances there: i-1");
  });

  it("is refused without the sandbox's own access key", async () => {
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
    await expect(controlZone("stop", "b")).rejects.toThrow("use the secret access key that");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "");
    await expect(controlZone("stop", "b")).rejects.toThrow(/AWS_SECRET_ACCESS_KEY are not set/);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", accessKey.secretAccessKey);
    expect(stopped).not.toContain("i-3");
  });

  it("names the zones there are where it was given another", async () => {
    await expect(controlZone("black", "x")).rejects.toThrow(
      new WrongUsage('there is no zone "x": give one of a, b, c'),
    );
  });

  it("says so where nothing answers", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    await expect(controlZone("black", "a")).rejects.toThrow(
      "no sandbox answers at http://127.0.0.1:9",
    );
  });

  it("says how to start one where none runs", async () => {
    const { exitCode, stderr } = await execa(
      "node",
      ["bin/ha.js", "sandbox", "zone", "black", "a"],
      {
        reject: false,
        env: { AWS_ENDPOINT_URL: "", XDG_CACHE_HOME: "/nowhere" },
      },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^no sandbox runs in the background.*npx ha sandbox start --detach/);
  });
});
