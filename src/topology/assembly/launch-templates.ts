import { isKnown, isUnknown, type Knowable, unknown } from "../knowable";
import type { InstanceGroup } from "../model";
import { Block } from "../terraform/block";
import type { Graph } from "../terraform/graph";
import type { Resource } from "../terraform/resource";
import { Pending, Reference, type Value } from "../terraform/value";
import { addressesOf, allKnown, known, SECURITY_GROUP, toldBlock } from "./identity";

/** What an Auto Scaling group launches. */
export type Instances = Pick<
  InstanceGroup,
  "instanceTypes" | "spot" | "templateVersion" | "securityGroups" | "publicAddresses"
>;

export function instancesOf(group: Resource, graph: Graph, notes: string[]): Instances {
  const block = Block.of(group, graph);
  const mixed = block.block("mixed_instances_policy");
  const template = known(mixed, (policy) =>
    policy === undefined ? block.block("launch_template") : specificationIn(policy),
  );
  if (template !== undefined) {
    return fromTemplate(template, mixed, graph);
  }
  const configuration = graph.find(
    block.value("launch_configuration") ?? null,
    "aws_launch_configuration",
  );
  if (configuration) {
    return fromConfiguration(Block.of(configuration, graph), graph);
  }
  notes.push(`${group.address}: neither a launch template nor a launch configuration is read`);
  const why = unknown("there is no launch template");
  return {
    instanceTypes: why,
    spot: why,
    templateVersion: why,
    securityGroups: why,
    publicAddresses: why,
  };
}

function specificationIn(policy: Block): Knowable<Block | undefined> {
  return known(policy.block("launch_template"), (template) =>
    template?.block("launch_template_specification"),
  );
}

function fromTemplate(
  chosen: Knowable<Block>,
  mixed: Knowable<Block | undefined>,
  graph: Graph,
): Instances {
  const template = known(chosen, (block) => toldBlock(templateIn(block, graph), graph));
  const policy = isKnown(mixed) ? mixed : undefined;
  return {
    instanceTypes: known(mixed, () => typesOf(template, policy)),
    spot: known(mixed, () => spotShareOf(template, policy)),
    templateVersion: known(chosen, (block) => versionOf(block, graph)),
    securityGroups: known(template, (block) => securityGroupsIn(block, graph)),
    publicAddresses: known(template, (block) =>
      known(block.block("network_interfaces"), (first) =>
        first?.optionalFlag("associate_public_ip_address"),
      ),
    ),
  };
}

function templateIn(chosen: Block, graph: Graph): Resource | undefined {
  return ["id", "name", "launch_template_id", "launch_template_name"]
    .map((name) => graph.find(chosen.value(name) ?? null, "aws_launch_template"))
    .find((found) => found !== undefined);
}

function typesOf(
  template: Knowable<Block>,
  policy: Block | undefined,
): Knowable<readonly string[]> {
  const overrides = policy
    ? known(policy.block("launch_template"), (mixed) => mixed?.blocks("override") ?? [])
    : [];
  return known(overrides, (blocks) =>
    blocks.length > 0
      ? allKnown(blocks.map(typeIn))
      : known(template, (block) => known(typeIn(block), (type) => [type])),
  );
}

function typeIn(block: Block): Knowable<string> {
  const requirements = block.blocks("instance_requirements");
  return isUnknown(requirements) || requirements.length > 0
    ? unknown("the types are chosen by what they must have")
    : block.text("instance_type");
}

function spotShareOf(template: Knowable<Block>, policy: Block | undefined): InstanceGroup["spot"] {
  if (policy === undefined) {
    return known(template, (block) =>
      known(block.block("instance_market_options"), (market) =>
        market?.text("market_type") === "spot" ? ALL_SPOT : ALL_ON_DEMAND,
      ),
    );
  }
  const distribution = known(
    policy.block("instances_distribution"),
    (block) => block ?? policy.empty("instances_distribution"),
  );
  const shares = known(distribution, (block) =>
    allKnown([
      block.number("on_demand_base_capacity"),
      block.number("on_demand_percentage_above_base_capacity"),
    ]),
  );
  return known(shares, ([onDemandBase = 0, onDemandPercent = 100]) => ({
    onDemandBase,
    onDemandPercent,
  }));
}

const ALL_SPOT = { onDemandBase: 0, onDemandPercent: 0 };
const ALL_ON_DEMAND = { onDemandBase: 0, onDemandPercent: 100 };

function versionOf(chosen: Block, graph: Graph): Knowable<string> {
  const value = chosen.value("version");
  return value !== undefined && isVersionOfTemplate(graph.follow(value))
    ? "number"
    : chosen.text("version");
}

/** `latest_version` and `default_version` are numbers, whatever the apply makes them. */
function isVersionOfTemplate(value: Value): boolean {
  const references = value instanceof Pending ? value.references : [value];
  return references.every(
    (reference) => reference instanceof Reference && String(reference.path[0]).endsWith("_version"),
  );
}

function securityGroupsIn(template: Block, graph: Graph): Knowable<readonly string[]> {
  return known(template.blocks("network_interfaces"), (interfaces) => {
    const ofInterfaces = interfaces.map((block) => block.list("security_groups"));
    const listed = known(
      allKnown([...ofInterfaces, template.list("vpc_security_group_ids")]),
      (all) => all.flat(),
    );
    return known(listed, (groups) =>
      groups.length === 0
        ? unknown("the instances have the vpc's default security group")
        : addressesOf(graph, groups, ...SECURITY_GROUP),
    );
  });
}

function fromConfiguration(configuration: Block, graph: Graph): Instances {
  return {
    instanceTypes: known(configuration.text("instance_type"), (type) => [type]),
    spot: configuration.value("spot_price") === undefined ? ALL_ON_DEMAND : ALL_SPOT,
    templateVersion: unknown("a launch configuration has no versions"),
    securityGroups: addressesOf(graph, configuration.list("security_groups"), ...SECURITY_GROUP),
    publicAddresses: configuration.optionalFlag("associate_public_ip_address"),
  };
}
