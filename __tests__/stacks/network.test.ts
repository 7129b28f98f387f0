import { describe, expect, it } from "vitest";
import { written } from "../support/environments";
import { synthesize } from "../support/synth";

const NOTHING_SHARED = {
  name: "taskmanager-cluster",
  capacityProviders: [],
  defaultCapacityProviderStrategy: [],
};

describe("the new public subnet", () => {
  const { ha } = synthesize();
  const subnet = ha.resource("aws_subnet");

  it("stands in the existing VPC, in the zone and block that were given", () => {
    expect(subnet).toMatchObject({
      vpc_id: "${data.aws_vpc.network_existing_vpc.id}",
      availability_zone: "eu-north-1b",
      cidr_block: "10.0.2.0/24",
      map_public_ip_on_launch: false,
    });
  });

  it("is pinned: no later plan moves it", () => {
    expect(subnet["lifecycle"].ignore_changes).toEqual(["availability_zone", "cidr_block"]);
    expect(ha.json["module"]["network_free-subnet"].subnet_names).toEqual([subnet["tags"].Name]);
  });

  it("goes only when nothing uses it any more, its way out with it", () => {
    const types = ["aws_subnet", "aws_route", "aws_route_table", "aws_route_table_association"];
    for (const type of types) {
      expect(ha.resource(type)["lifecycle"], type).toMatchObject({ create_before_destroy: true });
    }
    expect(ha.resource("aws_autoscaling_group")["depends_on"]).toEqual(
      expect.arrayContaining([
        "aws_route.network_public-2_internet_default-route",
        "aws_route_table_association.network_public-2_internet_association",
        "aws_vpc_security_group_egress_rule.capacity_egress",
      ]),
    );
  });

  it("has a route table of its own to the existing Internet Gateway", () => {
    const table = "${aws_route_table.network_public-2_internet_table.id}";
    expect(ha.resource("aws_route")).toMatchObject({
      route_table_id: table,
      destination_cidr_block: "0.0.0.0/0",
      gateway_id:
        "${data.aws_internet_gateway.network_existing_internet-gateway.internet_gateway_id}",
    });
    expect(ha.resource("aws_route_table_association")).toMatchObject({
      route_table_id: table,
      subnet_id: "${aws_subnet.network_public-2_subnet.id}",
    });
  });

  it("takes zone and block from modules/free-subnet where the settings leave them out", () => {
    const chosen = synthesize({ newSubnets: [{}] }).ha;
    expect(chosen.resource("aws_subnet")).toMatchObject({
      availability_zone:
        '${module.network_free-subnet.availability_zones["taskmanager-demo-public-2"]}',
      cidr_block: '${module.network_free-subnet.cidr_blocks["taskmanager-demo-public-2"]}',
    });
    expect(chosen.json["module"]["network_free-subnet"]).toMatchObject({
      availability_zones: {},
      cidr_blocks: {},
      instance_types: ["t3.small"],
    });
  });

  it("comes once a zone, and a third leaves the second where it is", () => {
    const three = synthesize({
      newSubnets: [{ availabilityZone: "eu-north-1b", cidrBlock: "10.0.2.0/24" }, {}],
    }).ha;
    expect(Object.keys(three.resources("aws_subnet"))).toEqual([
      "network_public-2_subnet",
      "network_public-3_subnet",
    ]);
    expect(three.resource("aws_subnet", "network_public-2_subnet")).toEqual(subnet);
  });
});

describe("what exists before", () => {
  it("is looked up by Name tag or by id", () => {
    const byId = synthesize({
      foundation: undefined,
      existing: {
        vpc: { id: "vpc-0123456789abcdef0" },
        subnet: { id: "subnet-0123456789abcdef0" },
        cluster: NOTHING_SHARED,
      },
    }).ha;
    expect(byId.data("aws_vpc")).toMatchObject({ id: "vpc-0123456789abcdef0" });
    expect(byId.data("aws_subnet")).toMatchObject({ id: "subnet-0123456789abcdef0" });
    expect(synthesize().ha.data("aws_vpc")).toMatchObject({ tags: { Name: "taskmanager-vpc" } });
  });

  it("is created by the foundation stack alone, which an environment asks for", () => {
    const { foundation, ha } = synthesize();
    expect(foundation.addresses).toEqual([
      "aws_ecs_cluster.cluster",
      "aws_ecs_task_definition.backend-task-definition",
      "aws_ecs_task_definition.frontend-task-definition",
      "aws_internet_gateway.internet-gateway",
      "aws_route.public-route_default-route",
      "aws_route_table.public-route_table",
      "aws_route_table_association.public-route_association",
      "aws_subnet.public-subnet",
      "aws_vpc.vpc",
    ]);
    expect(ha.resources("aws_vpc")).toEqual({});
    const existing = { ...written().existing, cluster: NOTHING_SHARED };
    expect(synthesize({ foundation: undefined, existing }).foundation).toBeUndefined();
  });

  it("has a frontend on port 80 and a backend on port 5000, 256 MiB each", () => {
    const containers = Object.values(
      synthesize().foundation.resources("aws_ecs_task_definition"),
    ).map((definition) => JSON.parse(definition["container_definitions"])[0]);
    expect(containers).toMatchObject([
      { name: "backend", memory: 256, portMappings: [{ containerPort: 5000, hostPort: 0 }] },
      { name: "frontend", memory: 256, portMappings: [{ containerPort: 80, hostPort: 0 }] },
    ]);
  });
});
