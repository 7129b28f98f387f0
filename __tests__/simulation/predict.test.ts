import { describe, expect, it } from "vitest";
import { compareWith } from "../../src/simulation/compare";
import { PEERS, type Peer } from "../../src/simulation/peers";
import {
  DEFAULT_OPTIONS,
  isPrediction,
  type Prediction,
  type PredictionOptions,
  predict,
  scenarioOf,
} from "../../src/simulation/predict";
import { FAULT_KINDS } from "../../src/simulation/scenario";
import { topologyOfPlan } from "../../src/topology/plan";
import { type PlanFixture, planFixture } from "../support/topology-fixtures";
import { demoTopology } from "./support/demo-topology";

const demo = demoTopology();
const few = { ...DEFAULT_OPTIONS, runs: 40 };

function predicted(options: Partial<PredictionOptions>, topology = demo): Prediction {
  const answer = predict(topology, { ...few, ...options });
  if (!isPrediction(answer)) {
    throw new Error(answer.reasons.join("; "));
  }
  return answer;
}

describe("the demo environment", () => {
  it.each(FAULT_KINDS)("survives %s in either zone", (fault) => {
    const { zones } = predicted({ fault });
    expect(zones.map(({ zone, shortcomings }) => [zone, shortcomings])).toEqual([
      ["eu-north-1a", []],
      ["eu-north-1b", []],
    ]);
  });

  it("is bounded as its settings say when a zone vanishes", () => {
    const [zone] = predicted({ fault: "blackhole" }).zones;
    expect(zone?.bounds).toMatchObject({
      errorWindowMs: { least: 7_000, most: 12_000 },
      failedMs: { least: 3_500, most: 6_000 },
      errorsOpenEnded: [],
    });
  });

  it("comes to the same figures with the same seed, and to others with another", () => {
    const figures = (seed: number) => predicted({ seed }).zones.map((zone) => zone.figures);
    expect(figures(4)).toEqual(figures(4));
    expect(figures(4)).not.toEqual(figures(5));
  });

  it("comes to the same from its plan, and from HCL that spells it otherwise", () => {
    const figures = (name: PlanFixture) =>
      predicted({ fault: "blackhole" }, topologyOfPlan(planFixture(name))).zones.map(
        (zone) => zone.figures,
      );
    expect(figures("hand-written")).toEqual(figures("demo-ha"));
  });

  it("tells how far it has come", () => {
    const shares: number[] = [];
    predict(demo, { ...few, runs: 2 }, (share) => shares.push(share));
    expect(shares).toEqual([0, 0.25, 0.5, 0.75]);
  });
});

describe("a question that has no answer", () => {
  it.each([
    {
      options: { zone: "eu-north-1z" },
      says: 'no zone "eu-north-1z": there is eu-north-1a, eu-north-1b',
    },
    {
      options: { fault: "instance", nodeLost: true },
      says: "a load balancer's node is lost with a zone, not with an instance",
    },
  ] as const)("$says", ({ options, says }) => {
    expect(predict(demo, { ...few, ...options })).toMatchObject({ reasons: [says] });
  });

  it("is a zonal shift that the load balancer does not allow", () => {
    const off = {
      ...demo,
      loadBalancers: demo.loadBalancers.map((each) => ({ ...each, zonalShift: false })),
    };
    expect(predict(off, { ...few, zonalShift: true })).toEqual({
      reasons: ["no zonal shift with aws_lb.load-balancer_alb: set enable_zonal_shift"],
    });
  });
});

describe("the defaults of others", () => {
  const own = predicted({ fault: "blackhole", zone: "eu-north-1a" });
  const [zone] = own.zones;

  function compared(name: string) {
    const peer = PEERS.find((each) => each.name === name) as Peer;
    const scenario = scenarioOf(own.options, "eu-north-1a");
    return compareWith(peer, own.deployment, scenario, own.options, zone as never);
  }

  it("of Terraform's resources take as long as documented to find a silent target", () => {
    const { prediction, errorWindowRatio, failedRequestsRatio } = compared("Terraform resources");
    expect(prediction.bounds.errorWindowMs).toEqual({ least: 66_000, most: 96_000 });
    expect(errorWindowRatio).toBeGreaterThan(5);
    expect(failedRequestsRatio).toBeGreaterThan(5);
  });

  it.each(PEERS.map(({ name }) => name))("of %s leave clients with more errors", (name) => {
    expect(compared(name).errorWindowRatio).toBeGreaterThan(1);
  });

  it("are each told with a page that says so", () => {
    for (const { defaults } of PEERS) {
      const settings = defaults.map(({ setting }) => setting);
      expect(new Set(settings).size).toBe(10);
      expect(defaults.every(({ source }) => URL.canParse(source))).toBe(true);
    }
  });
});
