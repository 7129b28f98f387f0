import { countZones, desiredCountOf } from "../environment";
import { FOUNDATION_FAMILIES } from "../foundation-families";
import type { Mistake } from "../mistake";
import { LONGEST_NAME } from "../service";
import { check } from "./check";

export const namesFit = check(["services", "application", "name"], (settings) => {
  const prefix = `${settings.application}-${settings.name}-`;
  const most = LONGEST_NAME - prefix.length;
  return settings.services.flatMap(({ name }, index) =>
    name.length > most
      ? [
          {
            path: ["services", index, "name"],
            message: `has ${name.length} characters, and with ${prefix} before it more than the ${LONGEST_NAME} that ECS takes: give at most ${most}`,
          },
        ]
      : [],
  );
});

export const oneServiceIsDefault = check(["services"], ({ services }) => {
  const defaults = services.filter((service) => !service.route).map((service) => service.name);
  return defaults.length === 1
    ? []
    : [
        {
          path: ["services"],
          message:
            defaults.length === 0
              ? "every service has a route, so other requests have nowhere to go: leave one without"
              : `${defaults.map((name) => `"${name}"`).join(" and ")} have no route, but only one can be the default: give the others a route`,
        },
      ];
});

/** Whether the counts are enough for the zones is what HA-SVC-01 and HA-SVC-02 say. */
export const countsAreInOrder = check(["services", "newSubnets"], (settings) => {
  const zones = countZones(settings);
  return settings.services.flatMap((service, index): Mistake[] => {
    const desired = desiredCountOf(service, zones);
    const minimum = service.autoscaling?.minimum;
    const maximum = service.autoscaling?.maximum;
    const path = (...rest: string[]) => ["services", index, ...rest];
    return [
      ...(minimum !== undefined && minimum > desired
        ? [
            {
              path: path("desiredCount"),
              message: `${desired} is less than autoscaling.minimum ${minimum}: give at least ${minimum}`,
            },
          ]
        : []),
      ...(maximum !== undefined && maximum < desired
        ? [
            {
              path: path("autoscaling", "maximum"),
              message: `${maximum} is less than the desired count ${desired}: give at least ${desired}`,
            },
          ]
        : []),
    ];
  });
});

export const taskSubnetsCoverZones = check(["services", "newSubnets"], (settings) => {
  const zones = countZones(settings);
  return settings.services.flatMap(({ awsvpc }, index) =>
    awsvpc && awsvpc.subnetIds.length < zones
      ? [
          {
            path: ["services", index, "awsvpc", "subnetIds"],
            message: `has ${awsvpc.subnetIds.length} subnets for ${zones} zones: give one in each`,
          },
        ]
      : [],
  );
});

export const foundationMakesTheFamilies = check(
  ["services", "foundation", "application"],
  ({ services, foundation, application }) => {
    const made = FOUNDATION_FAMILIES.map((part) => `${application}-${part}`);
    return services.flatMap(({ taskDefinition }, index) =>
      foundation && "family" in taskDefinition && !made.includes(taskDefinition.family)
        ? [
            {
              path: ["services", index, "taskDefinition", "family"],
              message: `"${taskDefinition.family}" is not one that the foundation creates (${made.join(", ")}): give one of them, or an image`,
            },
          ]
        : [],
    );
  },
);
