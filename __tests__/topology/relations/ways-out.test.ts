import { describe, expect, it } from "vitest";
import { waysOut } from "../../../src/topology/relations/ways-out";
import { topologyOf } from "../support";

const PRIVATE = ["aws_subnet.private[0]", "aws_subnet.private[1]"];
const locals = { locals: { zones: ["eu-north-1a", "eu-north-1b"] } };
const vpc_id = "${aws_vpc.main.id}";
const ofIndex = { vpc_id, count: 2, availability_zone: "${local.zones[count.index]}" };

/** Two private subnets in two zones, each with a route table that has a route. */
function stateOf(
  route: object,
  more: object = {},
  zones: Readonly<Record<string, unknown>> = locals,
) {
  const topology = topologyOf(
    {
      aws_vpc: { main: {} },
      aws_subnet: { public: ofIndex, private: ofIndex },
      aws_route_table: {
        private: { vpc_id, count: 2, route: { cidr_block: "0.0.0.0/0", ...route } },
      },
      aws_route_table_association: {
        private: {
          count: 2,
          subnet_id: "${aws_subnet.private[count.index].id}",
          route_table_id: "${aws_route_table.private[count.index].id}",
        },
      },
      ...more,
    },
    zones,
  );
  return waysOut(PRIVATE, topology).map(({ state }) => state);
}

const nat = (attributes: object) => ({ aws_nat_gateway: { n: attributes } });
const inEachZone = nat({ count: 2, subnet_id: "${aws_subnet.public[count.index].id}" });
const inOneZone = nat({ subnet_id: "${aws_subnet.public[0].id}" });
const byNat = { nat_gateway_id: "${aws_nat_gateway.n.id}" };
const byInstance = { network_interface_id: "${aws_instance.n.primary_network_interface_id}" };

const endpoints = (subnet_ids: readonly string[], without: readonly string[] = []) => ({
  aws_vpc_endpoint: {
    ...Object.fromEntries(
      ["ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs"]
        .filter((service) => !without.includes(service))
        .map((service) => [
          service.replace(".", "-"),
          {
            vpc_id,
            service_name: `com.amazonaws.eu-north-1.${service}`,
            vpc_endpoint_type: "Interface",
            subnet_ids,
          },
        ]),
    ),
    s3: { vpc_id, service_name: "com.amazonaws.eu-north-1.s3" },
  },
});
const inPrivate = PRIVATE.map((address) => `\${${address}.id}`);

describe("the ways out of two private subnets in two zones", () => {
  it.each<[string, object, object, readonly string[]]>([
    [
      "a NAT gateway in each zone",
      { nat_gateway_id: "${aws_nat_gateway.n[count.index].id}" },
      inEachZone,
      ["own", "own"],
    ],
    ["one NAT gateway", byNat, inOneZone, ["own", "lost"]],
    [
      "the NAT gateway of the other zone",
      { nat_gateway_id: "${aws_nat_gateway.n[1 - count.index].id}" },
      nat({ count: 2, subnet_id: "${aws_subnet.public[count.index].id}" }),
      ["unclear", "unclear"],
    ],
    [
      "a regional NAT gateway",
      byNat,
      nat({ vpc_id, availability_mode: "regional" }),
      ["none", "none"],
    ],
    [
      "a NAT gateway of which nothing is known",
      { nat_gateway_id: "nat-0123456789abcdef0" },
      {},
      ["unclear", "unclear"],
    ],
    [
      "a NAT gateway in a subnet that is not looked up",
      byNat,
      nat({ subnet_id: "subnet-0123456789abcdef0" }),
      ["lost", "lost"],
    ],
    [
      "one NAT instance",
      byInstance,
      { aws_instance: { n: { subnet_id: "${aws_subnet.public[1].id}" } } },
      ["lost", "own"],
    ],
    [
      "a network interface of which nothing is known, which is in one zone",
      { network_interface_id: "eni-0123456789abcdef0" },
      {},
      ["lost", "lost"],
    ],
    ["a transit gateway", { transit_gateway_id: "tgw-1" }, {}, ["none", "none"]],
    [
      "one NAT gateway, and every endpoint in each zone",
      byNat,
      { ...inOneZone, ...endpoints(inPrivate) },
      ["own", "unclear"],
    ],
    [
      "one NAT gateway, and endpoints in its zone alone",
      byNat,
      { ...inOneZone, ...endpoints(inPrivate.slice(0, 1)) },
      ["own", "lost"],
    ],
    [
      "one NAT gateway, and no endpoint for the agent",
      byNat,
      { ...inOneZone, ...endpoints(inPrivate, ["ecs-agent"]) },
      ["own", "lost"],
    ],
  ])("by %s", (_, route, more, states) => {
    expect(stateOf(route, more)).toEqual(states);
  });

  it("are not clear where the zones are not known", () => {
    const zones = { locals: { zones: "${data.aws_availability_zones.all.names}" } };
    expect(stateOf(byNat, inOneZone, zones)).toEqual(["unclear", "unclear"]);
  });
});
