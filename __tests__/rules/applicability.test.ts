import { describe, expect, it } from "vitest";
import { rules } from "../../src/rules";
import { unknown } from "../../src/topology/knowable";
import type { Subnet, Topology, TrafficRule } from "../../src/topology/model";
import { synthesize } from "../support/synth";
import { SynthesizedDraft } from "./support/synthesized-draft";

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

const { foundation, ha } = synthesize();
const demo = new SynthesizedDraft({ foundation, ha }).topology;

/** What a rule says of the demo's frontend, or of what it stands on, after a change. */
function verdict(id: string, change: (topology: Mutable<Topology>) => void): string {
  const topology = structuredClone(demo) as Mutable<Topology>;
  change(topology);
  const found = rules.find((rule) => rule.id === id)?.judge(topology as Topology) ?? [];
  const concerned = found.find(({ subject }) => subject.includes("frontend")) ?? found[0];
  return concerned?.verdict ?? "no finding";
}

const group = (topology: Mutable<Topology>) =>
  topology.instanceGroups[0] as Mutable<Topology["instanceGroups"][number]>;
const loadBalancer = (topology: Mutable<Topology>) =>
  topology.loadBalancers[0] as Mutable<Topology["loadBalancers"][number]>;
const frontend = (topology: Mutable<Topology>) =>
  topology.services.find(({ address }) => address.includes("frontend")) as Mutable<
    Topology["services"][number]
  >;
const task = (topology: Mutable<Topology>, changes: object) => {
  Object.assign(frontend(topology).task, changes);
};

/** Private subnets for the instances, one in each of the demo's zones. */
function moveToPrivateSubnets(topology: Mutable<Topology>): void {
  const privates = topology.subnets.map((subnet, index) => ({
    ...subnet,
    address: `aws_subnet.private[${index}]`,
    cidrBlock: `10.0.${index + 10}.0/24`,
    defaultRoute: {
      to: "nat-gateway" as const,
      gatewayVpcId: unknown("a NAT gateway"),
      hop: { address: `aws_nat_gateway.main[${index}]`, zone: subnet.zone },
    },
  }));
  topology.subnets.push(...privates);
  group(topology).subnets = privates.map(({ address }) => address);
}

describe("a service on Fargate", () => {
  const onFargate = (topology: Mutable<Topology>) => {
    frontend(topology).capacityProviders = ["FARGATE"];
  };
  it.each([
    ["HA-SVC-03", "not-applicable"],
    ["HA-SVC-08", "not-applicable"],
    ["HA-SVC-09", "not-applicable"],
    ["HA-SVC-01", "holds"],
  ])("is judged by %s: %s", (rule, expected) => {
    expect(verdict(rule, onFargate)).toBe(expected);
  });
});

describe("tasks with an address of their own", () => {
  const inSubnets = (topology: Mutable<Topology>, subnets: string[]) => {
    frontend(topology).taskNetwork = { subnets, securityGroups: [], ingress: [] };
  };
  const all = demo.subnets.map(({ address }) => address);
  const one = all.slice(0, 1);

  it.each([
    ["in both zones", all, "holds"],
    ["in one of them", one, "broken"],
  ])("%s are judged by their own subnets", (_, subnets, expected) => {
    expect(verdict("HA-NET-01", (topology) => inSubnets(topology, subnets))).toBe(expected);
    expect(
      verdict("HA-NET-01", (topology) => {
        inSubnets(topology, subnets);
        frontend(topology).capacityProviders = ["FARGATE"];
      }),
    ).toBe(expected);
  });

  it("run only where there are instances", () => {
    const withInstancesIn = (subnets: string[] | ReturnType<typeof unknown>) =>
      verdict("HA-NET-01", (topology) => {
        inSubnets(topology, all);
        group(topology).subnets = subnets;
      });
    expect(withInstancesIn(one)).toBe("broken");
    expect(withInstancesIn(unknown("known after the apply"))).toBe("unknown");
  });

  it("on Fargate need a way out of their own subnets", () => {
    const topology = structuredClone(demo) as Mutable<Topology>;
    moveToPrivateSubnets(topology);
    group(topology).subnets = [...all];
    const privates = topology.subnets.slice(all.length);
    for (const subnet of privates) {
      subnet.defaultRoute = { to: "none", gatewayVpcId: unknown("none"), hop: undefined };
    }
    const verdictsOf = () =>
      rules
        .find(({ id }) => id === "HA-NET-02")
        ?.judge(topology as Topology)
        .map((each) => each.verdict);
    inSubnets(
      topology,
      privates.map(({ address }) => address),
    );
    expect(verdictsOf()).toEqual(["holds", "holds"]);
    frontend(topology).capacityProviders = ["FARGATE"];
    expect(verdictsOf()).toEqual(["holds", "holds", "unknown", "unknown"]);
  });
});

describe("a daemon", () => {
  const asDaemon = (topology: Mutable<Topology>) => {
    frontend(topology).schedulingStrategy = "DAEMON";
    frontend(topology).desiredCount = 0;
  };
  it("has no number of tasks to judge", () => {
    expect(verdict("HA-SVC-01", asDaemon)).toBe("not-applicable");
  });

  it("takes its part of every instance", () => {
    expect(verdict("HA-CAP-02", asDaemon)).toBe("holds");
    expect(
      verdict("HA-CAP-02", (topology) => {
        asDaemon(topology);
        task(topology, { memoryMiB: 1700 });
      }),
    ).toBe("broken");
  });
});

describe("instances in private subnets", () => {
  it.each([
    ["HA-LB-01", "holds"],
    ["HA-CAP-01", "holds"],
    ["HA-NET-01", "holds"],
    ["HA-CAP-02", "holds"],
  ])("in the zones of the load balancer are judged by zone: %s %s", (rule, expected) => {
    expect(verdict(rule, moveToPrivateSubnets)).toBe(expected);
  });

  it("need no Internet Gateway behind a NAT gateway", () => {
    const topology = structuredClone(demo) as Mutable<Topology>;
    moveToPrivateSubnets(topology);
    const found = rules.find(({ id }) => id === "HA-NET-02")?.judge(topology as Topology);
    expect(found?.map((each) => each.verdict)).toEqual([
      "holds",
      "holds",
      "not-applicable",
      "not-applicable",
    ]);
  });
});

describe("instances behind an Internet Gateway", () => {
  it.each([
    ["by their template", true, false, "holds"],
    ["by their subnet", undefined, true, "holds"],
    ["by neither", undefined, false, "unknown"],
    ["and a template that says no", false, true, "unknown"],
    ["by a template that is not known", unknown("looked up at the plan"), true, "unknown"],
  ])("have public addresses %s", (_, ofTemplate, ofSubnet, expected) => {
    const change = (topology: Mutable<Topology>) => {
      Object.assign(group(topology), { publicAddresses: ofTemplate });
      for (const subnet of topology.subnets) {
        subnet.givesPublicAddresses = ofSubnet;
      }
    };
    expect(verdict("HA-NET-02", change)).toBe(expected);
  });
});

describe("a NAT gateway", () => {
  it.each([
    ["internet-gateway", "not-applicable"],
    ["nat-gateway", "broken"],
    ["none", "broken"],
    ["other", "unknown"],
  ] as const)("in a subnet with a default route to %s is judged: %s", (to, expected) => {
    const topology = structuredClone(demo) as Mutable<Topology>;
    moveToPrivateSubnets(topology);
    const privates = topology.subnets.slice(demo.subnets.length);
    const own = structuredClone(topology.subnets[0]) as Mutable<Subnet>;
    own.address = "aws_subnet.of-nat";
    own.defaultRoute = { to, gatewayVpcId: unknown("none"), hop: undefined };
    topology.subnets.push(own);
    for (const { defaultRoute, zone } of privates) {
      const hop = { address: "aws_nat_gateway.n", zone, subnet: own.address };
      Object.assign(defaultRoute, { hop });
    }
    const found = rules.find(({ id }) => id === "HA-NET-02")?.judge(topology as Topology);
    expect(found?.at(-1)?.verdict).toBe(expected);
  });
});

describe("zones that are not known", () => {
  const hideZones = (topology: Mutable<Topology>) => {
    for (const subnet of topology.subnets) {
      subnet.zone = unknown("looked up at the plan");
    }
  };
  it.each([
    ["HA-NET-01", "unknown"],
    ["HA-CAP-02", "unknown"],
    ["HA-OPS-01", "unknown"],
    // The same subnets are in the same zones, and two subnets in two zones at most.
    ["HA-LB-01", "holds"],
    ["HA-CAP-01", "holds"],
    ["HA-SVC-01", "holds"],
  ])("leave %s %s", (rule, expected) => {
    expect(verdict(rule, hideZones)).toBe(expected);
  });
});

describe("a service whose instances are targets as a whole", () => {
  const registerInstances = (topology: Mutable<Topology>) => {
    group(topology).targetGroups = frontend(topology).attachments.map(
      ({ targetGroup }) => targetGroup as string,
    );
    frontend(topology).attachments = [];
    task(topology, { hostPorts: [8080] });
  };
  it.each([
    ["HA-LB-01", "holds"],
    // The load balancer may reach the dynamic ports alone.
    ["HA-LB-02", "broken"],
  ])("is behind their load balancer: %s %s", (rule, expected) => {
    expect(verdict(rule, registerInstances)).toBe(expected);
  });
});

describe("the launch type EC2", () => {
  it("places on the groups of the cluster's capacity providers", () => {
    const byLaunchType = (topology: Mutable<Topology>) => {
      frontend(topology).capacityProviders = [];
      frontend(topology).launchType = "EC2";
    };
    expect(verdict("HA-CAP-02", byLaunchType)).toBe("holds");
    expect(
      verdict("HA-CAP-02", (topology) => {
        byLaunchType(topology);
        topology.clusters = [];
      }),
    ).toBe("unknown");
  });
});

describe("static stability", () => {
  it.each<[string, string, (topology: Mutable<Topology>) => void]>([
    ["broken", "too little memory", (topology) => task(topology, { memoryMiB: 1600 })],
    ["broken", "too little CPU", (topology) => task(topology, { cpuUnits: 2000 })],
    ["broken", "a task larger than an instance", (topology) => task(topology, { memoryMiB: 1e6 })],
    [
      "broken",
      "fewer network interfaces than tasks in awsvpc mode",
      (topology) => {
        task(topology, { networkMode: "awsvpc" });
        frontend(topology).desiredCount = 4;
      },
    ],
    [
      "broken",
      "room for the desired count, but not for what autoscaling may add",
      (topology) => {
        frontend(topology).autoscaling = { minimum: 2, maximum: 20 };
      },
    ],
    [
      "unknown",
      "an instance type that is not in the table",
      (topology) => {
        group(topology).instanceTypes = ["x99.metal"];
      },
    ],
  ])("is %s with %s", (expected, _, change) => {
    expect(verdict("HA-CAP-02", change)).toBe(expected);
  });
});

describe("a task in every zone", () => {
  const both = (change: (topology: Mutable<Topology>) => void) =>
    ["HA-SVC-01", "HA-SVC-02"].map((id) => verdict(id, change));

  it.each<[string, string[], (topology: Mutable<Topology>) => void]>([
    [
      "fewer tasks than zones",
      ["broken", "not-applicable"],
      (topology) => service(topology, 1, undefined),
    ],
    [
      "autoscaling that keeps enough, whatever desired_count says",
      ["not-applicable", "holds"],
      (topology) => service(topology, 1, { minimum: 2, maximum: 6 }),
    ],
    [
      "autoscaling that may leave too few of those that run",
      ["not-applicable", "broken"],
      (topology) => service(topology, 6, { minimum: 1, maximum: 6 }),
    ],
    [
      "a scaling target that may be of this service",
      ["unknown", "unknown"],
      (topology) => service(topology, 2, unknown("a target does not tell its service")),
    ],
    [
      "what runs live now, of which the scaling targets are not read",
      ["holds", "unknown"],
      (topology) => {
        topology.source = "live";
        service(topology, 2, unknown("not read"));
      },
    ],
  ])("is judged by what sets the count: %s", (_, expected, change) => {
    expect(both(change)).toEqual(expected);
  });

  function service(
    topology: Mutable<Topology>,
    desiredCount: Topology["services"][number]["desiredCount"],
    autoscaling: Topology["services"][number]["autoscaling"],
  ): void {
    Object.assign(frontend(topology), { desiredCount, autoscaling });
  }
});

describe("what the load balancer's egress must let out", () => {
  const rule = (changes: Partial<TrafficRule>): TrafficRule => ({
    protocol: "tcp",
    fromPort: 32_768,
    toPort: 60_999,
    peer: "cidr",
    peers: ["10.0.0.0/16"],
    ...changes,
  });
  it.each<[string, string, readonly TrafficRule[]]>([
    ["holds", "to the range of the subnets", [rule({})]],
    [
      "holds",
      "to one subnet in each rule",
      [rule({ peers: ["10.0.1.0/24"] }), rule({ peers: ["10.0.2.0/24"] })],
    ],
    ["holds", "in two halves", [rule({ toPort: 45_000 }), rule({ fromPort: 45_001 })]],
    ["holds", "all of it", [rule({ protocol: "all", peers: ["0.0.0.0/0"] })]],
    ["broken", "to one of two subnets", [rule({ peers: ["10.0.1.0/24"] })]],
    ["broken", "with a gap", [rule({ toPort: 45_000 }), rule({ fromPort: 45_002 })]],
    ["broken", "UDP alone", [rule({ protocol: "udp" })]],
    ["broken", "IPv6 alone", [rule({ peers: ["::/0"] })]],
    ["broken", "nothing", []],
    ["unknown", "to a prefix list", [rule({ peer: "other" })]],
    ["unknown", "ports that are not known", [rule({ toPort: unknown("var.last_port") })]],
  ])("%s: %s", (expected, _, egress) => {
    expect(
      verdict("HA-LB-02", (topology) => {
        loadBalancer(topology).egress = egress as Mutable<TrafficRule>[];
      }),
    ).toBe(expected);
  });
});

describe("a mapped port that is closed", () => {
  it.each([
    ["holds", [0]],
    ["unknown", [0, 9100]],
    ["broken", [8080, 9100]],
  ])(
    "is %s among the host ports %j, of which the load balancer uses one",
    (expected, hostPorts) => {
      expect(verdict("HA-LB-02", (topology) => task(topology, { hostPorts }))).toBe(expected);
    },
  );
});

describe("healthy targets that must be left", () => {
  it.each([
    [2, 50, "holds"],
    [3, 50, "broken"],
    [3, 33, "holds"],
  ])("of %i tasks over two zones %i %%: %s", (tasks, percentage, expected) => {
    expect(
      verdict("HA-TG-03", (topology) => {
        frontend(topology).desiredCount = tasks;
        for (const targetGroup of topology.targetGroups) {
          targetGroup.unhealthyStateRouting.percentage = percentage;
        }
      }),
    ).toBe(expected);
  });
});
