import { describe, expect, it } from "vitest";
import { deploymentOf } from "../../src/simulation/deployment-of-topology";
import { unknown } from "../../src/topology/knowable";
import type { Service, TargetGroup, Topology, TrafficRule } from "../../src/topology/model";
import { demoTopology } from "./support/demo-topology";

const demo = demoTopology();
const checked = demo.targetGroups[0] as TargetGroup;
const later = unknown("known after apply");

/** The demo with every one of a kind of part changed. */
function withEach<
  Part extends "services" | "loadBalancers" | "instanceGroups" | "subnets" | "targetGroups",
>(part: Part, changes: Partial<Topology[Part][number]>): Topology {
  return { ...demo, [part]: demo[part].map((each) => ({ ...each, ...changes })) };
}

describe("the demo's topology", () => {
  it("is known enough to simulate", () => {
    const { deployment, missing, assumptions } = deploymentOf(demo);
    expect({ missing, assumptions }).toEqual({ missing: [], assumptions: [] });
    expect(deployment).toMatchObject({
      zones: ["eu-north-1a", "eu-north-1b"],
      loadBalancers: [{ zones: ["eu-north-1a", "eu-north-1b"], zonalShift: true }],
      targetGroups: [
        { loadBalancer: 0, healthCheck: { intervalMs: 5_000, timeoutMs: 2_000 } },
        { loadBalancer: 0, healthCheck: { unhealthyThreshold: 2 } },
      ],
      instanceGroups: [{ minSize: 2, maxSize: 4, room: { memoryMiB: 1_881, cpuUnits: 2_048 } }],
      services: [
        { desiredCount: 2, instanceGroup: 0, targetGroups: [0] },
        { desiredCount: 2, instanceGroup: 0, targetGroups: [1] },
      ],
    });
  });
});

/** The demo with a listener that answers by itself what its rules leave to it. */
function withoutRequests(): Topology {
  const answers = { type: "fixed-response", targetGroups: [], ownStatus: "503" };
  return withEach("loadBalancers", {
    listeners: demo.loadBalancers.flatMap(({ listeners }) =>
      listeners.map((listener) => ({ ...listener, defaultAction: answers })),
    ),
  });
}

describe("a topology is not simulated", () => {
  it.each([
    {
      why: "without the tasks' memory",
      topology: withEach("services", { task: later }),
      says: /not known: its task definition \(known after apply\)/,
    },
    {
      why: "without a health check's interval",
      topology: withEach("targetGroups", {
        healthCheck: { ...checked.healthCheck, intervalSeconds: later },
      }),
      says: /not known: the health check's interval \(known after apply\)/,
    },
    {
      why: "without the desired count",
      topology: withEach("services", { desiredCount: later }),
      says: /not known: its desired count/,
    },
    {
      why: "with more tasks than AWS runs in a service",
      topology: withEach("services", { desiredCount: 1_000_000_000 }),
      says: /its desired count is 1000000000, and AWS takes whole numbers from 0 to 5000/,
    },
    {
      why: "with half an instance",
      topology: withEach("instanceGroups", { minSize: 1.5 }),
      says: /its least size is 1.5, and AWS takes whole numbers/,
    },
    {
      why: "where the instance type is not in the table",
      topology: withEach("instanceGroups", { instanceTypes: ["u-24tb1.metal"] }),
      says: /what a u-24tb1.metal offers is not in the table/,
    },
    {
      why: "without a load balancer",
      topology: { ...demo, loadBalancers: [] },
      says: /^no Application Load Balancer forwards to an ECS service on EC2 instances$/m,
    },
    {
      why: "where one of two services gets no request any more",
      topology: withoutRequests(),
      says: /^aws_lb_listener\S+ answers 503 itself: nothing forwards to aws_lb_target_group\S+frontend\S+$/m,
    },
    {
      why: "where a subnet goes out through another zone, so that nothing is replaced",
      topology: withEach("subnets", {
        defaultRoute: {
          to: "nat-gateway",
          gatewayVpcId: later,
          hop: { address: "aws_nat_gateway.only", zone: "eu-north-1a" },
        },
      }),
      says: /in eu-north-1b goes out by aws_nat_gateway\.only in eu-north-1a, .*nothing would be replaced/,
    },
    {
      why: "where the load balancer's security group lets no request out",
      topology: withEach("loadBalancers", { egress: [] }),
      says: /^aws_ecs_service\S+: ports 32768 to 60999 not open in the load balancer's egress: no request would get to it$/m,
    },
    {
      why: "where the instances' security group lets no request in",
      topology: withEach("instanceGroups", { ingress: [] }),
      says: /not open in the targets' ingress: no request would get to it$/m,
    },
    {
      why: "where the health check is off",
      topology: withEach("targetGroups", {
        healthCheck: { ...checked.healthCheck, enabled: false },
      }),
      says: /the health check is off, which AWS refuses/,
    },
    {
      why: "where a health check times out only when the next one starts",
      topology: withEach("targetGroups", {
        healthCheck: { ...checked.healthCheck, timeoutSeconds: 5 },
      }),
      says: /a timeout of 5 s is not below the interval of 5 s, which AWS refuses/,
    },
    {
      why: "where nothing runs on instances",
      topology: withEach("services", { launchType: "FARGATE", capacityProviders: [] }),
      says: /^no Application Load Balancer forwards to an ECS service on EC2 instances$/m,
    },
    {
      why: "where a placement constraint is beyond the model",
      topology: withEach("services", { placementConstraints: ["runningTasksCount == 0"] }),
      says: /the placement constraint "runningTasksCount == 0" is not simulated/,
    },
    {
      why: "where the instances use other subnets, and their zones are not known",
      topology: otherSubnets(),
      says: /without its zone, which zones aws_autoscaling_group\S+ and aws_lb\S+ share is not known/,
    },
  ])("$why", ({ topology, says }) => {
    const { deployment, missing } = deploymentOf(topology);
    expect(deployment).toBeUndefined();
    expect(missing.join("\n")).toMatch(says);
  });
});

describe("what is taken for given is said", () => {
  it("of subnets whose zones are not known: each has one of its own", () => {
    const { deployment, assumptions } = deploymentOf(withEach("subnets", { zone: later }));
    expect(deployment?.zones).toEqual([
      "zone of aws_subnet.network_public-2_subnet",
      "zone of aws_subnet.public-subnet",
    ]);
    expect(assumptions).toContain(
      "aws_subnet.public-subnet lies in a zone of its own: which one is not known (known after apply)",
    );
  });

  it("of a service on Fargate, which is left out", () => {
    const [first, second] = demo.services as [Service, Service];
    const { deployment, assumptions } = deploymentOf({
      ...demo,
      services: [{ ...first, launchType: "FARGATE", capacityProviders: [] }, second],
    });
    expect(deployment?.services).toHaveLength(1);
    expect(assumptions).toEqual([`${first.address} is left out: it runs on AWS Fargate`]);
  });

  it("of security groups whose rules are not known: they let requests through", () => {
    const { deployment, assumptions } = deploymentOf(withEach("loadBalancers", { egress: later }));
    expect(deployment).toBeDefined();
    expect(assumptions[0]).toMatch(
      /^its security groups let requests through to aws_ecs_service\S+: not known \(known after apply\)$/,
    );
  });

  it.each(["none", "other"] as const)("of subnets whose default route is %s", (to) => {
    const defaultRoute = { to, gatewayVpcId: later, hop: undefined };
    const { deployment, assumptions } = deploymentOf(withEach("subnets", { defaultRoute }));
    expect(deployment).toBeDefined();
    expect(assumptions[0]).toMatch(
      /reaches AWS from aws_subnet\S+ and aws_subnet\S+: not known \(no route to an Internet Gateway/,
    );
  });

  it("of a service that names no capacity provider: it runs on the only group", () => {
    const { deployment, assumptions } = deploymentOf(
      withEach("services", { launchType: "EC2", capacityProviders: [] }),
    );
    expect(deployment?.services).toHaveLength(2);
    expect(assumptions[0]).toMatch(/runs on aws_autoscaling_group\S+, the only instance group/);
  });
});

describe("an autoscaled service", () => {
  it("is simulated with the fewest tasks that it may have, which is said", () => {
    const { deployment, assumptions } = deploymentOf(
      withEach("services", { desiredCount: later, autoscaling: { minimum: 3, maximum: 6 } }),
    );
    expect(deployment?.services.map(({ desiredCount }) => desiredCount)).toEqual([3, 3]);
    expect(assumptions[0]).toMatch(/is autoscaled from 3 to 6 tasks: .* with the fewest$/);
  });
});

describe("what runs beside", () => {
  it("a daemon takes room on every instance", () => {
    const [first, second] = demo.services as [Service, Service];
    const { deployment } = deploymentOf({
      ...demo,
      services: [{ ...first, schedulingStrategy: "DAEMON" }, second],
    });
    expect(deployment?.services).toHaveLength(1);
    expect(deployment?.instanceGroups[0]?.room.memoryMiB).toBe(1_881 - 256);
  });

  it("tasks with a network of their own run in the zones of its subnets", () => {
    const [subnet] = demo.subnets;
    const open = { protocol: "all", fromPort: 0, toPort: 0, peer: "cidr", peers: ["0.0.0.0/0"] };
    const rules = [open as TrafficRule];
    const network = { subnets: [subnet?.address ?? ""], securityGroups: [], ingress: rules };
    const { deployment } = deploymentOf({
      ...withEach("services", { taskNetwork: network }),
      loadBalancers: demo.loadBalancers.map((each) => ({ ...each, egress: rules })),
    });
    expect(deployment?.services[0]?.placementLimits.zones).toEqual(["eu-north-1a"]);
  });
});

/** The instances in private subnets, as yet without zones. */
function otherSubnets(): Topology {
  const instances = demo.subnets.map((subnet) => ({
    ...subnet,
    address: `${subnet.address}-private`,
    zone: later,
  }));
  return {
    ...withEach("instanceGroups", { subnets: instances.map(({ address }) => address) }),
    subnets: [...demo.subnets, ...instances],
  };
}
