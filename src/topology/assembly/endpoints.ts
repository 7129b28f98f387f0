import { type Knowable, someOf, unknown, whenKnown } from "../knowable";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { allKnown, known, SUBNET, vpcOf } from "./identity";

/** What a subnet of a VPC and a zone reaches without a way out of the VPC. */
export type Endpoints = (
  vpc: Knowable<string>,
  zone: Knowable<string>,
) => Knowable<readonly string[]>;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html */
export function endpointsOf(graph: Graph): Endpoints {
  const endpoints = [...graph.managed("aws_vpc_endpoint"), ...graph.data("aws_vpc_endpoint")];
  return (vpc, zone) =>
    known(
      allKnown(
        endpoints.map((endpoint) =>
          whenKnown(
            [serves(endpoint, vpc, zone, graph), serviceOf(endpoint, graph)],
            (its, name) => (its ? [name] : []),
          ),
        ),
      ),
      (names) => names.flat(),
    );
}

function serviceOf(endpoint: Resource, graph: Graph): Knowable<string> {
  return known(Block.of(endpoint, graph).text("service_name"), (name) =>
    name.replace(/^com\.amazonaws\.[^.]+\./, ""),
  );
}

function serves(
  endpoint: Resource,
  vpc: Knowable<string>,
  zone: Knowable<string>,
  graph: Graph,
): Knowable<boolean> {
  const block = Block.of(endpoint, graph);
  return whenKnown([vpcOf(graph, block.value("vpc_id")), vpc], (its, own) => {
    if (its !== own) {
      return false;
    }
    if (block.value("subnet_ids") === undefined) {
      // Subnets may be associated by resources of their own.
      return whenKnown([block.optionalText("vpc_endpoint_type")], (type) =>
        type === "Interface" ? unknown(`the subnets of ${endpoint.address} are not known`) : true,
      );
    }
    return known(block.optionalText("vpc_endpoint_type"), (type) =>
      type === "Interface"
        ? known(block.list("subnet_ids"), (subnets) =>
            someOf(
              subnets
                .map((subnet) => graph.find(subnet, ...SUBNET))
                .map((subnet) =>
                  subnet
                    ? whenKnown(
                        [Block.of(subnet, graph).text("availability_zone"), zone],
                        (one, other) => one === other,
                      )
                    : unknown("a subnet of a VPC endpoint is not looked up"),
                ),
            ),
          )
        : true,
    );
  });
}
