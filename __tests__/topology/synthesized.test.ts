import { beforeAll, describe, expect, it } from "vitest";
import production from "../../environments/production";
import { isUnknown } from "../../src/topology/knowable";
import type { Topology } from "../../src/topology/model";
import { topologyOfSynthesized } from "../../src/topology/synthesized";
import { everything } from "../support/everything";
import { type Synthesized, synthesize } from "../support/synth";
import { first } from "./support";

describe("the demo, its foundation read beside it", () => {
  let topology: Topology;
  beforeAll(() => {
    const { foundation, ha } = synthesize();
    topology = topologyOfSynthesized([document("foundation", foundation), document("ha", ha)]);
  });

  it("finds the existing subnet that the foundation makes, with its zone and way out", () => {
    expect(
      topology.subnets.map(({ address, zone, cidrBlock }) => [address, zone, cidrBlock]),
    ).toEqual([
      ["aws_subnet.public-subnet", "eu-north-1a", "10.0.1.0/24"],
      ["aws_subnet.network_public-2_subnet", "eu-north-1b", "10.0.2.0/24"],
    ]);
    for (const { vpcId, vpcCidrBlock, defaultRoute } of topology.subnets) {
      expect(vpcCidrBlock).toBe("10.0.0.0/16");
      expect(defaultRoute).toEqual({ to: "internet-gateway", gatewayVpcId: vpcId });
    }
  });

  it("knows the load balancer, the group and their subnets as the same", () => {
    const [loadBalancer] = topology.loadBalancers;
    const [group] = topology.instanceGroups;
    expect(loadBalancer?.subnets).toEqual(topology.subnets.map(({ address }) => address));
    expect(group?.subnets).toEqual(loadBalancer?.subnets);
  });

  it("pairs what the load balancer lets out with what the instances let in", () => {
    const [loadBalancer] = topology.loadBalancers;
    const [group] = topology.instanceGroups;
    const ports = { protocol: "tcp", fromPort: 32768, toPort: 65535, peer: "group" };
    expect(loadBalancer?.egress).toEqual([{ ...ports, peers: group?.securityGroups }]);
    expect(group?.ingress).toMatchObject([ports]);
  });

  it("knows a task from the definition that the foundation makes", () => {
    expect(topology.services.map(({ name, task }) => [name, task])).toEqual(
      ["taskmanager-demo-backend", "taskmanager-demo-frontend"].map((name) => [
        name,
        { networkMode: "bridge", memoryMiB: 256, cpuUnits: 128, hostPorts: [0], volumes: [] },
      ]),
    );
  });

  it("leads from a listener over the target group to the service", () => {
    const [listener] = topology.loadBalancers[0]?.listeners ?? [];
    const [backend, frontend] = topology.services.map(
      ({ attachments }) => attachments[0]?.targetGroup,
    );
    expect(listener?.defaultAction).toEqual({ type: "forward", targetGroups: [frontend] });
    expect(listener?.rules).toMatchObject([
      { priority: 100, hosts: [], paths: ["/tasks*"], action: { targetGroups: [backend] } },
    ]);
  });
});

describe("production, which looks up what it does not make", () => {
  const topology = () =>
    topologyOfSynthesized([
      document("ha", synthesize({ foundation: undefined, ...production }).ha),
    ]);

  it("guesses neither zone nor block of a subnet that the plan looks up or chooses", () => {
    const { subnets } = topology();
    expect(subnets.map(({ address, existing }) => [address, existing])).toEqual([
      ["aws_subnet.network_public-2_subnet", false],
      ["data.aws_subnet.network_existing_subnet", true],
    ]);
    for (const { zone, cidrBlock, vpcCidrBlock } of subnets) {
      expect([zone, cidrBlock, vpcCidrBlock].every(isUnknown)).toBe(true);
    }
  });

  it("knows no task from a definition that the plan looks up", () => {
    expect(topology().services.every(({ task }) => isUnknown(task))).toBe(true);
  });

  it("keeps the cluster's own capacity providers by name, and the new one by address", () => {
    expect(first(topology().clusters).capacityProviders).toEqual([
      "FARGATE",
      "FARGATE_SPOT",
      "aws_ecs_capacity_provider.capacity_provider",
    ]);
  });
});

describe("two environments read together", () => {
  it("find each only what they are deployed after, and have addresses of their own", () => {
    const demo = synthesize();
    const other = synthesize({ foundation: undefined, ...production });
    const { subnets, services } = topologyOfSynthesized([
      { ...document("demo-foundation", demo.foundation), dependencies: [] },
      { name: "demo-between", json: { terraform: {} }, dependencies: ["demo-foundation"] },
      { ...document("demo-ha", demo.ha), dependencies: ["demo-between"] },
      { ...document("production-ha", other.ha), dependencies: ["production-state"] },
    ]);
    expect(subnets.map(({ address, zone }) => [address, isUnknown(zone)])).toEqual([
      ["aws_subnet.public-subnet", false],
      ["demo-ha/aws_subnet.network_public-2_subnet", false],
      ["production-ha/aws_subnet.network_public-2_subnet", true],
      ["production-ha/data.aws_subnet.network_existing_subnet", true],
    ]);
    expect(new Set(services.map(({ address }) => address)).size).toBe(services.length);
  });
});

describe("every option at once", () => {
  const ids = ["a", "b", "c"].map((digit) => `subnet-0123456789abcde${digit}0`);
  let topology: Topology;
  beforeAll(() => {
    topology = topologyOfSynthesized([document("ha", synthesize(everything(ids)).ha)]);
  });

  it("has the network of tasks in awsvpc mode, which are open to the load balancer alone", () => {
    const [backend, frontend] = topology.services;
    expect(frontend?.taskNetwork).toBeUndefined();
    expect(backend?.task).toMatchObject({ networkMode: "awsvpc", hostPorts: [] });
    expect(backend?.taskNetwork).toMatchObject({
      subnets: ids.map((_, index) => `data.aws_subnet.service-backend_network_subnet-${index + 1}`),
      ingress: [
        {
          fromPort: 5000,
          toPort: 5000,
          peers: ["aws_security_group.load-balancer_security-group"],
        },
      ],
    });
  });

  it("has the limits of autoscaling, the types in order and the share of Spot", () => {
    expect(topology.services.map(({ autoscaling }) => autoscaling)).toEqual([
      undefined,
      { minimum: 3, maximum: 9 },
    ]);
    expect(first(topology.instanceGroups)).toMatchObject({
      instanceTypes: ["m6i.large", "m5.large"],
      spot: { onDemandBase: 3, onDemandPercent: 75 },
    });
  });

  it("has both listeners, of which one redirects", () => {
    const listeners = first(topology.loadBalancers).listeners;
    expect(listeners.map(({ port, defaultAction }) => [port, defaultAction.type])).toEqual([
      [80, "redirect"],
      [443, "forward"],
    ]);
  });
});

function document(name: string, stack: Synthesized) {
  return { name, json: stack.json };
}
