import { check } from "./check";

export const strategyNamesKeptProviders = check(["existing"], ({ existing: { cluster } }) =>
  cluster.defaultCapacityProviderStrategy.flatMap(({ capacityProvider }, index) =>
    cluster.capacityProviders.includes(capacityProvider)
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
  ),
);

export const ownProviderIsNotKept = check(
  ["existing", "application", "name"],
  ({ existing: { cluster }, application, name }) => {
    const own = `${application}-${name}`;
    const index = cluster.capacityProviders.indexOf(own);
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

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html */
export const providerNameIsAllowed = check(["application"], ({ application }) =>
  /^(aws|ecs|fargate)/.test(application)
    ? [
        {
          path: ["application"],
          message: `"${application}" begins with aws, ecs or fargate, which ECS forbids in the name of a capacity provider: give another name`,
        },
      ]
    : [],
);
