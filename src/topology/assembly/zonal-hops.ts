import { type Knowable, unknown } from "../knowable";
import type { ZonalHop } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Value } from "../terraform/value";
import { addressOf, known, SUBNET, toldBlock } from "./identity";

const NAT_GATEWAY = "aws_nat_gateway";

/**
 * A NAT gateway stands in the zone of its subnet; a regional one has none, and is in every zone.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
 */
export function natHop(value: Value, graph: Graph): Knowable<ZonalHop | undefined> {
  const resource = graph.find(value, NAT_GATEWAY);
  if (!resource) {
    return known(addressOf(graph, value, NAT_GATEWAY), (id) =>
      unknown(`NAT gateway "${id}" is not looked up, so its zone is not known`),
    );
  }
  const gateway = Block.of(resource, graph);
  const subnet = gateway.value("subnet_id");
  if (subnet !== undefined) {
    const within = graph.find(subnet, ...SUBNET);
    return {
      address: resource.address,
      zone: zoneOfSubnet(subnet, graph),
      ...(within && { subnet: within.address }),
    };
  }
  return known(gateway.optionalText("availability_mode"), (mode) =>
    mode === "regional"
      ? undefined
      : unknown(`${resource.address} does not tell its subnet, so its zone is not known`),
  );
}

/** A private one leads to other networks, and not to the internet. */
export function isPrivateNat(value: Value, graph: Graph): Knowable<boolean> {
  const resource = graph.find(value, NAT_GATEWAY);
  return (
    resource !== undefined &&
    known(Block.of(resource, graph).optionalText("connectivity_type"), (type) => type === "private")
  );
}

/** A network interface is in one zone, whether that is known or not; so is its instance. */
export function interfaceHop(value: Value, graph: Graph): Knowable<ZonalHop> {
  const instances = graph.managed("aws_instance");
  const followed = graph.follow(value);
  const owner =
    graph.find(value, "aws_network_interface", "aws_instance") ??
    instances.find(({ attributes }) => attributes["primary_network_interface_id"] === followed);
  if (!owner) {
    return known(addressOf(graph, value, "aws_network_interface"), (address) => ({
      address,
      zone: unknown(`network interface "${address}" is not looked up, so its zone is not known`),
    }));
  }
  const block = Block.of(owner, graph);
  const subnet = block.value("subnet_id");
  return {
    address: owner.address,
    zone: subnet === undefined ? block.text("availability_zone") : zoneOfSubnet(subnet, graph),
  };
}

function zoneOfSubnet(subnet: Value, graph: Graph): Knowable<string> {
  return known(toldBlock(graph.find(subnet, ...SUBNET), graph), (block) =>
    block.text("availability_zone"),
  );
}
