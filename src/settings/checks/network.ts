import { contains, overlap } from "../../network/cidr";
import type { Mistake } from "../mistake";
import { repeated } from "../primitives";
import { check } from "./check";

export const zonesLieInRegion = check(["newSubnets", "region", "foundation"], (settings) =>
  [
    { zone: settings.foundation?.availabilityZone, path: ["foundation", "availabilityZone"] },
    ...settings.newSubnets.map((subnet, index) => ({
      zone: subnet.availabilityZone,
      path: ["newSubnets", index, "availabilityZone"],
    })),
  ]
    .filter(({ zone }) => zone !== undefined && !isZoneOf(settings.region, zone))
    .map(({ zone, path }) => ({
      path,
      message: `"${zone}" is not a zone of ${settings.region}: give one such as ${settings.region}b`,
    })),
);

function isZoneOf(region: string, zone: string): boolean {
  return zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length));
}

export const zonesDiffer = check(["newSubnets", "foundation"], (settings) => {
  const zones = [
    settings.foundation?.availabilityZone,
    ...settings.newSubnets.map((subnet) => subnet.availabilityZone),
  ];
  return repeated(zones).map(({ index, entry }) => ({
    path: ["newSubnets", index - 1, "availabilityZone"],
    message: `"${entry}" already has a subnet of the service, and two in one zone die together: give another zone`,
  }));
});

export const foundationSubnetFits = check(["foundation"], ({ foundation }) => {
  if (!foundation || contains(foundation.vpcCidrBlock, foundation.subnetCidrBlock)) {
    return [];
  }
  return [
    outside(["foundation", "subnetCidrBlock"], foundation.subnetCidrBlock, foundation.vpcCidrBlock),
  ];
});

/** Where an existing VPC is looked up, `modules/free-subnet` says the same at the plan. */
export const newBlocksLieInVpc = check(["newSubnets", "foundation"], ({ newSubnets, foundation }) =>
  newSubnets.flatMap(({ cidrBlock }, index) =>
    foundation && cidrBlock && !contains(foundation.vpcCidrBlock, cidrBlock)
      ? [outside(["newSubnets", index, "cidrBlock"], cidrBlock, foundation.vpcCidrBlock)]
      : [],
  ),
);

function outside(path: Mistake["path"], block: string, vpc: string): Mistake {
  return { path, message: `"${block}" is not inside the VPC's ${vpc}: give a block of it` };
}

export const newBlocksAreApart = check(
  ["newSubnets", "foundation"],
  ({ newSubnets, foundation }) => {
    const blocks = [
      foundation && { name: "the existing subnet", block: foundation.subnetCidrBlock },
      ...newSubnets.map(({ cidrBlock }, index) => ({
        name: `newSubnets[${index}]`,
        block: cidrBlock,
      })),
    ];
    return newSubnets.flatMap(({ cidrBlock }, index) => {
      const taken = blocks
        .slice(0, index + 1)
        .find((other) => other?.block && cidrBlock && overlap(other.block, cidrBlock));
      return taken
        ? [
            {
              path: ["newSubnets", index, "cidrBlock"],
              message: `"${cidrBlock}" overlaps ${taken.block} of ${taken.name}: give a free block, or leave it out`,
            },
          ]
        : [];
    });
  },
);

export const foundationIsFoundByName = check(
  ["foundation", "existing"],
  ({ foundation, existing }) =>
    (["vpc", "subnet"] as const)
      .filter((part) => foundation && "id" in existing[part])
      .map((part) => ({
        path: ["existing", part],
        message: "has an id, but the foundation has yet to create it: give the name it shall have",
      })),
);

export const experimentNamesAZone = check(
  ["zoneLossExperiment", "newSubnets"],
  ({ zoneLossExperiment, newSubnets }) => {
    const zones = 1 + newSubnets.length;
    return zoneLossExperiment && zoneLossExperiment.subnet > zones
      ? [
          {
            path: ["zoneLossExperiment", "subnet"],
            message: `${zoneLossExperiment.subnet} is more than the ${zones} zones of the service: give 1 to ${zones}`,
          },
        ]
      : [];
  },
);
