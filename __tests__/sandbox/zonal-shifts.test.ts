import { afterEach, describe, expect, it } from "vitest";
import { LOAD_BALANCER, Rig, type Stored } from "./support/load-balancing-rig";

const ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html";
const ENABLED = { "zonal_shift.config.enabled": "true" };
const TTL_MS = 60_000;

let rig: Rig;
afterEach(() => rig.stop());

async function start(stored: Partial<Stored> = {}): Promise<void> {
  rig = await Rig.start({ attributes: ENABLED, ...stored }, () => 0.5);
  await rig.target("in-a", { zone: "a" });
  await rig.target("in-b", { zone: "b" });
  await rig.check();
}

const shiftAwayFrom = (zone: string, expiresIn = "3h") =>
  rig.callShift("POST", "/zonalshifts", {
    resourceIdentifier: LOAD_BALANCER,
    awayFrom: `id-${zone}`,
    expiresIn,
    comment: "a drill",
  });

const answering = async (count: number) => [...new Set(await rig.bodies(count))].sort();

describe("a zonal shift", () => {
  it("keeps requests from the zone's targets at once, and clients from its node when they ask DNS", async () => {
    await start();
    const nodesOut = () => rig.events.filter(({ type }) => type === "node.out-of-dns");
    await shiftAwayFrom("a");
    expect(await answering(6), ALB).toEqual(["in-b"]);
    await rig.clock.advance(TTL_MS - 1);
    expect(nodesOut()).toEqual([]);
    await rig.clock.advance(1);
    expect(nodesOut().map(({ node }) => node)).toEqual(["a"]);
    expect(rig.states(), "a shift is no matter of health").toEqual({
      "in-a": "healthy",
      "in-b": "healthy",
    });
    expect(await rig.call("DescribeTargetHealth")).toContain(
      "<AdministrativeOverride><State>zonal_shift_active</State><Reason>AdministrativeOverride.ZonalShiftActive</Reason>",
    );
  });

  it("is left to DNS where cross-zone load balancing is off", async () => {
    await start({ groupAttributes: { "load_balancing.cross_zone.enabled": "false" } });
    await shiftAwayFrom("a");
    expect(await answering(6), ALB).toEqual(["in-a", "in-b"]);
    await rig.clock.advance(TTL_MS);
    expect(await answering(6), ALB).toEqual(["in-b"]);
    expect(await rig.call("DescribeTargetHealth")).toContain("zonal_shift_delegated_to_dns");
  });

  it.each(["cancelled", "expired"])("is over when it is %s", async (how) => {
    await start();
    const { zonalShiftId } = await shiftAwayFrom("a", "2m");
    if (how === "cancelled") {
      const canceled = await rig.callShift("DELETE", `/zonalshifts/${zonalShiftId}`);
      expect(canceled.status).toBe("CANCELED");
    } else {
      await rig.clock.advance(120_000);
      const { items } = await rig.callShift("GET", "/zonalshifts?status=EXPIRED");
      expect(items).toMatchObject([{ zonalShiftId, status: "EXPIRED" }]);
    }
    expect(await answering(6)).toEqual(["in-a", "in-b"]);
  });

  it("is shown with its resource", async () => {
    await start();
    const path = `/managedresources/${encodeURIComponent(LOAD_BALANCER)}`;
    expect(await rig.callShift("GET", path)).toMatchObject({
      appliedWeights: { "id-a": 1, "id-b": 1 },
      zonalShifts: [],
    });
    const { zonalShiftId } = await shiftAwayFrom("b");
    expect(await rig.callShift("GET", path)).toMatchObject({
      arn: LOAD_BALANCER,
      appliedWeights: { "id-a": 1, "id-b": 0 },
      zonalShifts: [{ zonalShiftId, awayFrom: "id-b", appliedStatus: "APPLIED" }],
    });
  });

  it("is one at a time, of an enabled resource, away from a zone of it, for up to three days", async () => {
    await start();
    await expect(shiftAwayFrom("c")).rejects.toMatchObject({ code: "ValidationException" });
    await expect(shiftAwayFrom("a", "73h")).rejects.toMatchObject({ code: "ValidationException" });
    await shiftAwayFrom("a", "72h");
    await expect(shiftAwayFrom("b")).rejects.toMatchObject({ code: "ConflictException" });
    rig.stored.attributes = {};
    await rig.loadBalancers.reload();
    await expect(shiftAwayFrom("a")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});
