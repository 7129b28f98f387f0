import type { EC2Client, Subnet } from "@aws-sdk/client-ec2";
import type { Environment } from "../../../settings";
import type { Check } from "../check";
import { isCheck, judged, lookedUp, mistaken, type Place } from "./answer";
import { findImages, findOfferings } from "./ec2-reads";

type Settings = Pick<Environment, "capacity" | "newSubnets" | "foundation" | "existing">;

export async function lookUpImage(
  ec2: EC2Client,
  { capacity }: Pick<Environment, "capacity">,
  { described }: Place,
): Promise<readonly Check[]> {
  const { imageId, instanceTypes, rootVolumeGiB } = capacity;
  if (imageId === undefined) {
    return [];
  }
  const path = ["capacity", "imageId"];
  const found = await lookedUp(path, "the image", () => findImages(ec2, imageId));
  if (isCheck(found)) {
    return [found];
  }
  const [image] = found;
  if (!image) {
    return [
      mistaken(
        path,
        `"${imageId}" is not in ${described}, or not shared with the account: give another, or leave it out for the current one`,
      ),
    ];
  }
  const architecture = instanceTypes[0]?.architecture;
  const root = image.BlockDeviceMappings?.find(
    ({ DeviceName }) => DeviceName === image.RootDeviceName,
  );
  const leastGiB = root?.Ebs?.VolumeSize ?? 0;
  return judged(
    path,
    [
      ...(image.State === "available"
        ? []
        : [mistaken(path, `"${imageId}" is ${image.State}, not available: give another`)]),
      ...(image.Architecture === architecture
        ? []
        : [
            mistaken(
              path,
              `"${imageId}" is for ${image.Architecture}, and capacity.instanceTypes are ${architecture}: correct one of the two`,
            ),
          ]),
      ...(leastGiB <= rootVolumeGiB
        ? []
        : [
            mistaken(
              ["capacity", "rootVolumeGiB"],
              `${rootVolumeGiB} is less than the ${leastGiB} GiB of the image "${imageId}": give at least ${leastGiB}`,
            ),
          ]),
    ],
    `"${imageId}" (${image.Name}) is available`,
  );
}

/** Where one zone cannot launch a type, everything would end up in the others. */
export async function lookUpInstanceTypes(
  ec2: EC2Client,
  settings: Settings,
  subnet: Subnet | undefined,
  { described }: Place,
): Promise<readonly Check[]> {
  const types = settings.capacity.instanceTypes.map(({ name }) => name);
  const path = ["capacity", "instanceTypes"];
  const offered = await lookedUp(path, "which zones offer them", () => findOfferings(ec2, types));
  if (isCheck(offered)) {
    return [offered];
  }
  const nowhere = types.filter((type) => offered.get(type)?.length === 0);
  const somewhere = types.filter((type) => !nowhere.includes(type));
  const zones = namedZones(settings, subnet);
  return judged(
    path,
    [
      ...nowhere.map((type) =>
        mistaken(
          [...path, types.indexOf(type)],
          `"${type}" is not offered in ${described}: choose another`,
        ),
      ),
      ...zones.flatMap(({ zone, path: ofZone, remedy }) => {
        const lacking = somewhere.filter((type) => !offered.get(type)?.includes(zone));
        return lacking.length === 0
          ? []
          : [
              mistaken(
                ofZone,
                `"${zone}" does not offer instance type ${lacking.map((type) => `"${type}"`).join(", ")}${lacking.length === types.length ? ", if it is a zone of the account at all" : ""}: ${remedy}`,
              ),
            ];
      }),
    ],
    `offered in ${zones.length > 0 ? zones.map(({ zone }) => zone).join(", ") : described}`,
  );
}

/** A zone that the settings leave out is chosen at the plan among those that offer the types. */
function namedZones(
  { existing, foundation, newSubnets }: Settings,
  subnet: Subnet | undefined,
): { zone: string; path: (string | number)[]; remedy: string }[] {
  const others = "choose types that every zone offers";
  const first = subnet
    ? {
        zone: subnet.AvailabilityZone,
        path: ["existing", "subnet", "id" in existing.subnet ? "id" : "name"],
        remedy: others,
      }
    : {
        zone: foundation?.availabilityZone,
        path: ["foundation", "availabilityZone"],
        remedy: `give another zone, or ${others}`,
      };
  return [
    first,
    ...newSubnets.map(({ availabilityZone }, index) => ({
      zone: availabilityZone,
      path: ["newSubnets", index, "availabilityZone"],
      remedy: `give another zone, leave it out, or ${others}`,
    })),
  ].flatMap(({ zone, ...rest }) => (zone === undefined ? [] : [{ zone, ...rest }]));
}
