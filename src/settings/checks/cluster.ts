import { check } from "./check";

/** What is silently left out would silently be removed, so the empty list must be said. */
export const sharedListsAreStated = check(["existing", "foundation"], (settings) => {
  const { cluster } = settings.existing;
  return (["capacityProviders", "defaultCapacityProviderStrategy"] as const)
    .filter((list) => !settings.foundation && cluster[list] === undefined)
    .map((list) => ({
      path: ["existing", "cluster", list],
      message: `is missing: give what \`aws ecs describe-clusters --clusters ${cluster.name}\` lists, or [] where that is empty; Terraform removes what is not given`,
    }));
});

export const strategyNamesKeptProviders = check(["existing"], ({ existing: { cluster } }) => {
  const { capacityProviders = [], defaultCapacityProviderStrategy = [] } = cluster;
  return defaultCapacityProviderStrategy.flatMap(({ capacityProvider }, index) =>
    capacityProviders.includes(capacityProvider)
      ? []
      : [
          {
            path: [
              "existing",
              "cluster",
              "defaultCapacityProviderStrategy",
              index,
              "capacityProvider",
            ],
            message: `"${capacityProvider}" is not in existing.cluster.capacityProviders: add it there`,
          },
        ],
  );
});

export const ownProviderIsNotKept = check(
  ["existing", "application", "name"],
  ({ existing: { cluster }, application, name }) => {
    const own = `${application}-${name}`;
    const index = cluster.capacityProviders?.indexOf(own) ?? -1;
    return index < 0
      ? []
      : [
          {
            path: ["existing", "cluster", "capacityProviders", index],
            message: `"${own}" is the provider that this environment creates: leave it out`,
          },
        ];
  },
);
