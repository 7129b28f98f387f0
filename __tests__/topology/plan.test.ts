import { describe, expect, it } from "vitest";
import { isUnknown } from "../../src/topology/knowable";
import type { Topology } from "../../src/topology/model";
import { topologyOfPlan } from "../../src/topology/plan";
import { topologyOfSynthesized } from "../../src/topology/synthesized";
import { synthesize } from "../support/synth";
import { planFixture } from "../support/topology-fixtures";
import { first } from "./support";

type Json = ReturnType<typeof planFixture>;

/** A plan with some of its changes changed. */
function changed(
  name: "demo-ha" | "hand-written",
  edit: (change: Json, plan: Json) => void,
): Topology {
  const plan = planFixture(name);
  for (const change of plan.resource_changes) {
    edit(change, plan);
  }
  return topologyOfPlan(plan);
}

const ofType = (type: string, edit: (change: Json) => void) => (resource: Json) => {
  if (resource.type === type) {
    edit(resource.change);
  }
};

describe("the plan of the demo", () => {
  it("tells what its synthesized JSON does, but for lifecycle, and ids where that has addresses", () => {
    const { foundation, ha } = synthesize();
    const synthesized = topologyOfSynthesized([
      { name: "foundation", json: foundation.json },
      { name: "ha", json: ha.json },
    ]);
    expect(comparable(topologyOfPlan(planFixture("demo-ha")))).toEqual(comparable(synthesized));
  });

  it("knows what was looked up", () => {
    const { subnets, instanceGroups } = topologyOfPlan(planFixture("demo-ha"));
    expect(subnets.map(({ existing, zone, replaced }) => [existing, zone, replaced])).toEqual([
      [false, "eu-north-1b", false],
      [true, "eu-north-1a", false],
    ]);
    expect(first(instanceGroups).typesOfferedInEveryZone).toBe(true);
  });
});

describe("the plan of the same deployment, written by hand with modules, count and for_each", () => {
  const topology = topologyOfPlan(planFixture("hand-written"));

  it("has the subnets of a lookup of several and of a count", () => {
    const [loadBalancer, group] = [first(topology.loadBalancers), first(topology.instanceGroups)];
    const zones = topology.subnets.map(({ zone, defaultRoute }) => [zone, defaultRoute]);
    expect(zones).toEqual([
      ["eu-north-1b", { to: "internet-gateway", gatewayVpcId: first(topology.subnets).vpcId }],
      ["eu-north-1a", { to: "internet-gateway", gatewayVpcId: first(topology.subnets).vpcId }],
    ]);
    expect(loadBalancer.subnets).toHaveLength(2);
    expect(new Set(loadBalancer.subnets as string[])).toEqual(new Set(group.subnets as string[]));
  });

  it("leads from listener to service across the modules", () => {
    const listener = first(first(topology.loadBalancers).listeners);
    const targets = Object.fromEntries(
      topology.services.map(({ name, attachments }) => [name, attachments[0]?.targetGroup]),
    );
    expect(listener.defaultAction.targetGroups).toEqual([targets["taskmanager-demo-frontend"]]);
    expect(listener.rules.map(({ paths, action }) => [paths, action.targetGroups])).toEqual([
      [["/tasks*"], [targets["taskmanager-demo-backend"]]],
      [["/*"], [targets["taskmanager-demo-frontend"]]],
    ]);
  });

  it("opens the same ports, inline or not", () => {
    const ports = { protocol: "tcp", fromPort: 32768, toPort: 65535, peer: "group" };
    expect(first(topology.loadBalancers).egress).toEqual([
      { ...ports, peers: ["aws_security_group.instances"] },
    ]);
    expect(first(topology.instanceGroups).ingress).toEqual([
      { ...ports, peers: ["aws_security_group.load_balancer"] },
    ]);
  });

  it("takes the documented default of what is left out and only the apply would tell", () => {
    expect(first(topology.services).task).toMatchObject({ networkMode: "bridge", hostPorts: [0] });
    expect(first(topology.capacityProviders).managedScaling).toMatchObject({ warmupSeconds: 300 });
  });

  it("waits for the association that only a module's input names", () => {
    for (const { waitsFor } of topology.services) {
      expect(waitsFor).toContain("aws_ecs_cluster_capacity_providers.main");
    }
  });

  it("knows the zone of an alarm by the key of its for_each", () => {
    const zones = topology.alarms
      .filter(({ address }) => address.includes('"backend"') && address.includes("healthy"))
      .map(({ dimensions }) => first(dimensions));
    expect(zones).toEqual(
      ["eu-north-1a", "eu-north-1b"].map((AvailabilityZone) => ({
        AvailabilityZone,
        LoadBalancer: "aws_alb.main",
        TargetGroup: 'module.service["backend"].aws_lb_target_group.main',
      })),
    );
  });
});

describe("a plan", () => {
  it("does not tell what is known after the apply, even where the configuration does", () => {
    const { services } = changed(
      "demo-ha",
      ofType("aws_ecs_service", (change) => {
        delete change.after.desired_count;
        change.after_unknown.desired_count = true;
      }),
    );
    expect(services.map(({ desiredCount }) => isUnknown(desiredCount))).toEqual([true, true]);
  });

  it("replaces a subnet, or destroys it", () => {
    const replaced = (actions: string[]) =>
      changed(
        "demo-ha",
        ofType("aws_subnet", (change) => {
          change.actions = actions;
          change.before = change.after;
        }),
      ).subnets.map(({ address, replaced }) => [address, replaced]);
    const kept = ["data.aws_subnet.network_existing_subnet", false];
    const address = "aws_subnet.network_public-2_subnet";
    expect(replaced(["create", "delete"])).toEqual([[address, true], kept]);
    expect(replaced(["delete"])).toEqual([[address, true], kept]);
    expect(replaced(["update"])).toEqual([[address, false], kept]);
  });

  it("does not count a subnet twice that a lookup has found before it is replaced", () => {
    const { subnets } = changed("demo-ha", ({ type, change }, plan) => {
      if (type === "aws_subnet") {
        change.actions = ["create", "delete"];
        change.before = { ...change.after, id: "subnet-0123456789abcdef0" };
        plan.prior_state.values.root_module.resources.push({
          address: "data.aws_subnet.found",
          mode: "data",
          type: "aws_subnet",
          name: "found",
          values: change.before,
        });
      }
    });
    expect(subnets.map(({ address }) => address)).toEqual([
      "aws_subnet.network_public-2_subnet",
      "data.aws_subnet.network_existing_subnet",
    ]);
  });

  it("takes from a security group what it takes away of its separate rules", () => {
    const { loadBalancers } = changed("demo-ha", ({ type, change }) => {
      if (type === "aws_vpc_security_group_egress_rule") {
        change.actions = ["delete"];
        change.before = {
          security_group_id: "sg-0123456789abcdef0",
          ip_protocol: "-1",
          cidr_ipv4: "0.0.0.0/0",
        };
        change.after = null;
      }
      if (type === "aws_security_group") {
        change.actions = ["no-op"];
        if (change.after.name_prefix.includes("alb")) {
          change.after.id = "sg-0123456789abcdef0";
        }
        // As it was read before the plan, with the rule that goes.
        change.after.egress = [
          { from_port: 0, to_port: 0, protocol: "-1", cidr_blocks: ["0.0.0.0/0"] },
        ];
        delete change.after_unknown.egress;
        change.before = change.after;
      }
    });
    expect(first(loadBalancers).egress).toEqual([]);
  });

  it("takes from a route table the route that it takes away", () => {
    const { subnets } = changed("demo-ha", ({ type, change }) => {
      if (type === "aws_route_table") {
        change.actions = ["no-op"];
        change.after.id = "rtb-0123456789abcdef0";
        change.after.route = [{ cidr_block: "0.0.0.0/0", gateway_id: "igw-0123456789abcdef0" }];
        delete change.after_unknown.route;
        change.before = change.after;
      }
      if (type === "aws_route") {
        change.actions = ["delete"];
        change.before = { ...change.after, route_table_id: "rtb-0123456789abcdef0" };
        change.after = null;
      }
    });
    expect(first(subnets).defaultRoute).toMatchObject({ to: "none" });
  });

  it("tells which capacity providers the cluster had", () => {
    const { clusters } = changed(
      "demo-ha",
      ofType("aws_ecs_cluster_capacity_providers", (change) => {
        change.actions = ["update"];
        change.before = { ...change.after, capacity_providers: ["FARGATE", "taskmanager-demo"] };
      }),
    );
    expect(first(clusters).capacityProvidersBefore).toEqual([
      "FARGATE",
      "aws_ecs_capacity_provider.capacity_provider",
    ]);
  });

  it("does not count what a deposed object or a removed module leaves behind", () => {
    const { services } = changed("hand-written", (resource, plan) => {
      if (
        resource.type === "aws_ecs_service" &&
        resource.module_address === 'module.service["backend"]'
      ) {
        resource.change.actions = ["delete"];
        resource.change.after = null;
        plan.configuration.root_module.module_calls.gone = undefined;
      }
    });
    expect(services.map(({ name }) => name)).toEqual(["taskmanager-demo-frontend"]);
  });

  it("does not say which of several blocks an unknown belongs to, where their known parts differ", () => {
    const { services } = changed("hand-written", (resource, plan) => {
      const service = plan.configuration.root_module.module_calls.service.module.resources.find(
        ({ type }: Json) => type === "aws_ecs_service",
      );
      const [block] = service.expressions.load_balancer;
      const other = { ...block, target_group_arn: { references: ["var.listener_arn"] } };
      service.expressions.load_balancer = [block, other];
      if (resource.type === "aws_ecs_service") {
        const { after, after_unknown } = resource.change;
        after.load_balancer.push({ ...after.load_balancer[0], container_port: 81 });
        after_unknown.load_balancer.push({ target_group_arn: true });
      }
    });
    const [attachment] = first(services).attachments;
    expect(attachment?.targetGroup).toSatisfy(isUnknown);
  });

  it("takes a list for everything that its expression refers to, and says so", () => {
    const { loadBalancers, assumptions } = changed("hand-written", countTwo);
    expect(first(loadBalancers).subnets).toHaveLength(3);
    expect(assumptions).toContainEqual({
      address: "aws_alb.main",
      attribute: "subnets",
      kind: "every",
      meant: [
        { resource: "data.aws_subnet.existing", instances: 1 },
        { resource: "aws_subnet.public", instances: 2 },
      ],
    });
  });

  it("calls nothing an assumption that it tells", () => {
    expect(topologyOfPlan(planFixture("demo-ha")).assumptions).toEqual([]);
    const { assumptions } = changed("hand-written", (resource, plan) => {
      for (const { expressions } of plan.configuration.root_module.resources) {
        // A single instance, named by itself.
        expressions.subnets &&= { references: ["aws_subnet.public[0].id", "aws_subnet.public[0]"] };
      }
      if (resource.type === "aws_autoscaling_group") {
        resource.change.after.vpc_zone_identifier = ["subnet-0123456789abcdef0"];
        delete resource.change.after_unknown.vpc_zone_identifier;
      }
    });
    const attributes = assumptions.map(({ attribute }) => attribute);
    expect(attributes).not.toContain("subnets");
    expect(attributes).not.toContain("vpc_zone_identifier");
  });

  it("takes an index of what a module hands out for the instance there, and says so", () => {
    const { instanceGroups, assumptions } = changed("hand-written", (resource, plan) => {
      countTwo(resource, plan);
      const { root_module } = plan.configuration;
      root_module.module_calls.net = {
        module: { outputs: { ids: { expression: { references: ["var.ids"] } } } },
        expressions: { ids: { references: ["aws_subnet.public"] } },
      };
      if (resource.address === "aws_subnet.public[0]") {
        const inside = {
          ...resource,
          address: "module.net.aws_vpc.a",
          module_address: "module.net",
        };
        plan.resource_changes.push({ ...inside, type: "aws_vpc", name: "a", index: undefined });
      }
      const group = root_module.resources.find(
        ({ type }: Json) => type === "aws_autoscaling_group",
      );
      group.expressions.vpc_zone_identifier = {
        references: ["module.net.ids[1]", "module.net.ids", "module.net"],
      };
    });
    expect(first(instanceGroups).subnets).toEqual(["aws_subnet.public[1]"]);
    expect(assumptions).toContainEqual({
      address: "aws_autoscaling_group.main",
      attribute: "vpc_zone_identifier",
      kind: "position",
      meant: [{ resource: "aws_subnet.public[1]", instances: 1 }],
    });
  });

  it("pairs the instances of a count with those of the same index, and says so", () => {
    const { subnets, assumptions } = changed("hand-written", countTwo);
    expect(assumptions).toContainEqual({
      address: "aws_route_table_association.public[0]",
      attribute: "subnet_id",
      kind: "same-key",
      meant: [{ resource: "aws_subnet.public", instances: 1 }],
    });
    expect(subnets.map(({ zone, defaultRoute }) => [zone, defaultRoute])).toMatchObject([
      ["eu-north-1b", { to: "internet-gateway" }],
      ["eu-north-1c", { unknown: expect.any(String) }],
      ["eu-north-1a", { to: "internet-gateway" }],
    ]);
  });

  it.each([
    [
      "a condition that may choose",
      ["var.public", "aws_subnet.public", "data.aws_subnet.existing"],
    ],
    ["a local value", ["local.subnets"]],
    ["a root variable beside", ["var.new_zones", "aws_subnet.public"]],
    ["another list of ids beside", ["module.other.ids", "aws_subnet.public"]],
  ])("does not tell the elements of a list with %s", (_, references) => {
    const { loadBalancers } = changed("hand-written", (_resource, plan) => {
      const lb = plan.configuration.root_module.resources.find(
        ({ type }: Json) => type === "aws_alb",
      );
      lb.expressions.subnets = { references };
      plan.variables.public = { value: true };
    });
    expect(first(loadBalancers).subnets).toSatisfy(isUnknown);
  });
});

/** A second subnet of the count, with which no route table is associated that the plan tells. */
function countTwo(resource: Json, plan: Json): void {
  if (resource.address === "aws_subnet.public[0]") {
    const second = structuredClone(resource);
    second.address = "aws_subnet.public[1]";
    second.index = 1;
    second.change.after.availability_zone = "eu-north-1c";
    plan.resource_changes = [...plan.resource_changes, second];
    plan.variables.public = { value: true };
  }
}

/** Without what only one of the two sources tells, and in one order. */
function comparable(topology: Topology) {
  const existing = "data.aws_subnet.network_existing_subnet";
  const {
    source: _,
    notes: __,
    assumptions: ___,
    alarms,
    subnets,
    ...rest
  } = JSON.parse(JSON.stringify(topology).replaceAll("aws_subnet.public-subnet", existing));
  const vpcs = new Map<string, string>();
  const sameVpc = (id: string) => vpcs.get(id) ?? vpcs.set(id, `vpc ${vpcs.size}`).get(id);
  return {
    ...rest,
    alarms: alarms.toSorted(byAddress),
    clusters: rest.clusters.map((cluster: Json) => ({ ...cluster, lifecycle: undefined })),
    loadBalancers: rest.loadBalancers.map((lb: Json) => ({ ...lb, lifecycle: undefined })),
    services: rest.services.map((service: Json) => ({ ...service, lifecycle: undefined })),
    instanceGroups: rest.instanceGroups.map((group: Json) => ({
      ...group,
      propagatedTags: group.propagatedTags.toSorted(),
      typesOfferedInEveryZone: undefined,
    })),
    subnets: subnets.toSorted(byAddress).map((subnet: Json) => ({
      ...subnet,
      existing: undefined,
      id: undefined,
      replaced: undefined,
      usedBefore: undefined,
      vpcId: sameVpc(subnet.vpcId),
      defaultRoute: {
        ...subnet.defaultRoute,
        gatewayVpcId: sameVpc(subnet.defaultRoute.gatewayVpcId),
      },
    })),
  };
}

function byAddress(a: Json, b: Json): number {
  return a.address < b.address ? -1 : 1;
}
