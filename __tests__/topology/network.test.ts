import { describe, expect, it } from "vitest";
import { isUnknown } from "../../src/topology/knowable";
import type { Subnet } from "../../src/topology/model";
import { first, topologyOf } from "./support";

const vpc = { aws_vpc: { main: { cidr_block: "10.0.0.0/16" } } };
const gateway = { aws_internet_gateway: { main: { vpc_id: "${aws_vpc.main.id}" } } };
const subnet = {
  aws_subnet: { a: { vpc_id: "${aws_vpc.main.id}", availability_zone: "eu-north-1a" } },
};
const table = { aws_route_table: { t: { vpc_id: "${aws_vpc.main.id}" } } };
const association = {
  aws_route_table_association: {
    a: { subnet_id: "${aws_subnet.a.id}", route_table_id: "${aws_route_table.t.id}" },
  },
};
const network = { ...vpc, ...gateway, ...subnet, ...table, ...association };
const everywhere = { destination_cidr_block: "0.0.0.0/0" };
const toGateway = { gateway_id: "${aws_internet_gateway.main.id}" };

describe("the way out of a subnet", () => {
  const defaultRoute = (resources: object) =>
    first(topologyOf({ ...network, ...resources }).subnets).defaultRoute;
  const throughGateway = { to: "internet-gateway", gatewayVpcId: "aws_vpc.main" };
  const ofTable = { route_table_id: "${aws_route_table.t.id}" };
  const none = { aws_route_table_association: {} };

  it.each([
    ["a route of its own", { aws_route: { r: { ...ofTable, ...everywhere, ...toGateway } } }],
    [
      "a route in the table",
      {
        aws_route_table: {
          t: { vpc_id: "${aws_vpc.main.id}", route: [{ cidr_block: "0.0.0.0/0", ...toGateway }] },
        },
      },
    ],
    [
      "the vpc's main table, by its attribute",
      {
        ...none,
        aws_route: {
          r: { route_table_id: "${aws_vpc.main.main_route_table_id}", ...everywhere, ...toGateway },
        },
      },
    ],
    [
      "the vpc's main table, taken over",
      {
        ...none,
        aws_default_route_table: {
          d: {
            default_route_table_id: "${aws_vpc.main.default_route_table_id}",
            route: { cidr_block: "0.0.0.0/0", ...toGateway },
          },
        },
      },
    ],
    [
      "a table made the main one",
      {
        ...none,
        aws_main_route_table_association: {
          m: { vpc_id: "${aws_vpc.main.id}", ...ofTable },
        },
        aws_route: { r: { ...ofTable, ...everywhere, ...toGateway } },
      },
    ],
    [
      "a gateway attached by a resource of its own",
      {
        aws_internet_gateway: { main: {} },
        aws_internet_gateway_attachment: {
          a: {
            vpc_id: "${aws_vpc.main.id}",
            internet_gateway_id: "${aws_internet_gateway.main.id}",
          },
        },
        aws_route: { r: { ...ofTable, ...everywhere, ...toGateway } },
      },
    ],
  ])("is read from %s", (_, resources) => {
    expect(defaultRoute(resources)).toEqual(throughGateway);
  });

  it.each([
    ["none", {}],
    ["none", { ...none }],
    [
      "none",
      { aws_route: { r: { ...ofTable, destination_cidr_block: "10.1.0.0/16", ...toGateway } } },
    ],
    ["nat-gateway", { aws_route: { r: { ...ofTable, ...everywhere, nat_gateway_id: "nat-1" } } }],
    ["other", { aws_route: { r: { ...ofTable, ...everywhere, transit_gateway_id: "tgw-1" } } }],
    ["other", { aws_route: { r: { ...ofTable, ...everywhere, gateway_id: "vgw-1" } } }],
  ])("is %s of %j", (to, resources) => {
    expect(defaultRoute(resources)).toMatchObject({ to });
  });

  it.each([
    [
      "the table is told by a module",
      {
        aws_route_table_association: {
          a: { subnet_id: "${aws_subnet.a.id}", route_table_id: "${module.m.table}" },
        },
      },
    ],
    [
      "a route may be its",
      { aws_route: { r: { route_table_id: "${module.m.table}", ...everywhere, ...toGateway } } },
    ],
    [
      "an association may be its",
      { aws_route_table_association: { a: { subnet_id: "${module.m.subnet}", ...ofTable } } },
    ],
    [
      "the gateway is told by a module",
      { aws_route: { r: { ...ofTable, ...everywhere, gateway_id: "${module.m.gateway}" } } },
    ],
    [
      "the destination is told by a module",
      {
        aws_route: { r: { ...ofTable, destination_cidr_block: "${module.m.cidr}", ...toGateway } },
      },
    ],
  ])("is unknown where %s", (_, resources) => {
    expect(defaultRoute(resources)).toSatisfy(isUnknown);
  });

  it("is not that of a separate route that the table does not list, which takes it away", () => {
    const separate = { aws_route: { r: { ...ofTable, ...everywhere, ...toGateway } } };
    const listing = (route: object) => ({
      ...separate,
      aws_route_table: { t: { vpc_id: "${aws_vpc.main.id}", route } },
    });
    const elsewhere = { cidr_block: "10.1.0.0/16", transit_gateway_id: "tgw-1" };
    expect(defaultRoute(listing([elsewhere]))).toMatchObject({
      unknown: expect.stringContaining("aws_route_table.t lists its own routes"),
    });
    expect(defaultRoute(listing([]))).toSatisfy(isUnknown);
    expect(
      defaultRoute(listing([{ cidr_block: "0.0.0.0/0", ...toGateway }, elsewhere])),
    ).toMatchObject(throughGateway);
  });

  it.each([
    [undefined, "nat-gateway"],
    ["public", "nat-gateway"],
    ["private", "other"],
  ])("by a NAT gateway of connectivity %s goes to %s", (connectivity_type, to) => {
    const resources = {
      aws_nat_gateway: { n: { subnet_id: "${aws_subnet.a.id}", connectivity_type } },
      aws_route: { r: { ...ofTable, ...everywhere, nat_gateway_id: "${aws_nat_gateway.n.id}" } },
    };
    const hop = { address: "aws_nat_gateway.n", zone: "eu-north-1a", subnet: "aws_subnet.a" };
    expect(defaultRoute(resources)).toMatchObject({ to, hop });
  });

  it("is not another vpc's only because one is told by its id and the other by what makes it", () => {
    const route = defaultRoute({
      aws_internet_gateway: { main: { vpc_id: "vpc-0123456789abcdef0" } },
      aws_route: { r: { ...ofTable, ...everywhere, ...toGateway } },
    });
    expect(route).toMatchObject({
      to: "internet-gateway",
      gatewayVpcId: { unknown: expect.any(String) },
    });
  });
});

describe("the subnets of a load balancer", () => {
  const named = (subnets: unknown, resources: object, more = {}) =>
    first(topologyOf({ aws_lb: { main: { subnets } }, ...resources }, more).loadBalancers).subnets;
  const both = ["aws_subnet.s[0]", "aws_subnet.s[1]"];
  const counted = {
    aws_subnet: { s: { count: 2, availability_zone: "${local.zones[count.index]}" } },
  };
  const locals = {
    locals: { zones: ["eu-north-1a", "eu-north-1b"], subnets: "${aws_subnet.s[*].id}" },
  };

  it.each([
    ["a splat", "${aws_subnet.s[*].id}"],
    ["an older splat", "${aws_subnet.s.*.id}"],
    ["a local value", "${local.subnets}"],
    ["each index", ["${aws_subnet.s[0].id}", "${aws_subnet.s[1].id}"]],
    ["a function", "${toset(concat([aws_subnet.s[0].id], [aws_subnet.s[1].id]))}"],
  ])("are read from %s", (_, subnets) => {
    expect(named(subnets, counted, locals)).toEqual(both);
  });

  it("have the zone that their index picks", () => {
    const { subnets } = topologyOf(counted, locals);
    expect(subnets.map(({ zone }) => zone)).toEqual(["eu-north-1a", "eu-north-1b"]);
  });

  it("are read from mappings", () => {
    const subnet_mapping = both.map((address) => ({ subnet_id: `\${${address}.id}` }));
    expect(
      first(topologyOf({ aws_lb: { main: { subnet_mapping } }, ...counted }).loadBalancers).subnets,
    ).toEqual(both);
  });

  it("are told apart by the keys of for_each", () => {
    const aws_subnet = {
      s: {
        for_each: { north: "eu-north-1a", south: "eu-north-1b" },
        availability_zone: "${each.value}",
      },
    };
    const subnets = ['${aws_subnet.s["north"].id}', '${aws_subnet.s["south"].id}'];
    const topology = topologyOf({ aws_lb: { main: { subnets } }, aws_subnet });
    expect(first(topology.loadBalancers).subnets).toEqual(
      topology.subnets.map(({ address }) => address),
    );
    expect(topology.subnets.map(({ zone }) => zone)).toEqual(["eu-north-1a", "eu-north-1b"]);
  });

  it("are unknown where an expression chooses among them", () => {
    expect(named("${slice(aws_subnet.s[*].id, 0, 1)}", counted)).toSatisfy(isUnknown);
  });

  it("are not told in number where for_each is not, which a note says", () => {
    const topology = topologyOf({ aws_subnet: { s: { for_each: "${module.m.zones}" } } });
    expect(topology.subnets).toHaveLength(1);
    expect(topology.notes).toEqual([expect.stringContaining("aws_subnet.s")]);
  });

  it("stand by their id where nothing looks them up, with nothing guessed", () => {
    const id = "subnet-0123456789abcdef0";
    const topology = topologyOf({ aws_lb: { main: { subnets: [id] } } });
    const { address, existing, zone, cidrBlock, vpcId, defaultRoute } = first<Subnet>(
      topology.subnets,
    );
    expect({ address, existing }).toEqual({ address: id, existing: true });
    expect([zone, cidrBlock, vpcId, defaultRoute].every(isUnknown)).toBe(true);
  });
});
