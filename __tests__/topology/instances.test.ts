import { describe, expect, it } from "vitest";
import { isUnknown } from "../../src/topology/knowable";
import type { InstanceGroup } from "../../src/topology/model";
import { first, topologyOf } from "./support";

describe("what an Auto Scaling group launches", () => {
  const template = "${aws_launch_template.t.id}";
  const group = (aws_autoscaling_group: object, resources: object = {}): InstanceGroup =>
    first(
      topologyOf({
        aws_autoscaling_group: { g: aws_autoscaling_group },
        aws_launch_template: { t: { instance_type: "m6i.large" } },
        ...resources,
      }).instanceGroups,
    );
  const mixed = (policy: object) =>
    group({
      mixed_instances_policy: {
        launch_template: { launch_template_specification: { launch_template_id: template } },
        ...policy,
      },
    });
  const override = [{ instance_type: "m5.large" }, { instance_type: "m5a.large" }];

  it("is of the template's type, or of the types that override it, in their order", () => {
    expect(group({ launch_template: { id: template } }).instanceTypes).toEqual(["m6i.large"]);
    expect(mixed({}).instanceTypes).toEqual(["m6i.large"]);
    const launch_template = {
      launch_template_specification: { launch_template_id: template },
      override,
    };
    expect(mixed({ launch_template }).instanceTypes).toEqual(["m5.large", "m5a.large"]);
  });

  it("has unknown types where they are chosen by what they must have", () => {
    const requirements = { t: { instance_requirements: { vcpu_count: { min: 2 } } } };
    const { instanceTypes } = group(
      { launch_template: { id: template } },
      { aws_launch_template: requirements },
    );
    expect(instanceTypes).toSatisfy(isUnknown);
  });

  it.each([
    ["on demand", {}, { onDemandBase: 0, onDemandPercent: 100 }],
    [
      "in part",
      { instances_distribution: { on_demand_percentage_above_base_capacity: 25 } },
      { onDemandBase: 0, onDemandPercent: 25 },
    ],
    [
      "unknown where a share is",
      { instances_distribution: { on_demand_base_capacity: "${var.base}" } },
      { unknown: expect.stringContaining("on_demand_base_capacity") },
    ],
  ])("is Spot by its policy: %s", (_, policy, spot) => {
    expect(mixed(policy).spot).toEqual(spot);
  });

  it("is Spot by its template, or by its launch configuration", () => {
    const all = { onDemandBase: 0, onDemandPercent: 0 };
    const market = { t: { instance_market_options: { market_type: "spot" } } };
    expect(
      group({ launch_template: { id: template } }, { aws_launch_template: market }).spot,
    ).toEqual(all);
    const configured = group(
      { launch_configuration: "${aws_launch_configuration.c.name}" },
      { aws_launch_configuration: { c: { instance_type: "t3.small", spot_price: "0.01" } } },
    );
    expect(configured).toMatchObject({ instanceTypes: ["t3.small"], spot: all });
  });

  it.each([
    ["${aws_launch_template.t.latest_version}", "number"],
    ["${tostring(aws_launch_template.t.default_version)}", "number"],
    [7, "7"],
    ["$Latest", "$Latest"],
    [undefined, "$Default"],
  ])("has version %s of its template", (version, templateVersion) => {
    expect(group({ launch_template: { id: template, version } }).templateVersion).toBe(
      templateVersion,
    );
  });

  it.each([
    [{ associate_public_ip_address: "true" }, true],
    [{ associate_public_ip_address: false }, false],
    [{}, undefined],
    [undefined, undefined],
  ])("has public addresses by the network interface %j of its template", (network, has) => {
    const { publicAddresses } = group(
      { launch_template: { id: template } },
      { aws_launch_template: { t: network ? { network_interfaces: network } : {} } },
    );
    expect(publicAddresses).toBe(has);
  });

  it("is unknown, with a note, where nothing is to be launched", () => {
    const topology = topologyOf({ aws_autoscaling_group: { g: { min_size: 1 } } });
    expect(first(topology.instanceGroups).instanceTypes).toSatisfy(isUnknown);
    expect(topology.notes).toEqual([expect.stringContaining("aws_autoscaling_group.g")]);
  });
});

describe("a capacity provider", () => {
  it("scales nothing, protects nothing, but drains, where that is left out", () => {
    const topology = topologyOf({
      aws_autoscaling_group: { g: {} },
      aws_ecs_capacity_provider: {
        p: {
          auto_scaling_group_provider: { auto_scaling_group_arn: "${aws_autoscaling_group.g.arn}" },
        },
      },
    });
    expect(first(topology.capacityProviders)).toMatchObject({
      instanceGroup: "aws_autoscaling_group.g",
      managedScaling: { enabled: false, targetCapacityPercent: 100 },
      managedTerminationProtection: false,
      managedDraining: true,
    });
  });
});
