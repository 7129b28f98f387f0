import type { CapacityProviderStrategyItem, Cluster } from "@aws-sdk/client-ecs";
import type { Environment } from "../../../settings";
import type { Check } from "../check";
import { judged, mistaken } from "./answer";

type Settings = Pick<Environment, "application" | "name" | "existing">;

const PROVIDERS = ["existing", "cluster", "capacityProviders"];
const STRATEGY = ["existing", "cluster", "defaultCapacityProviderStrategy"];

/**
 * Whether the settings list what the cluster has, beside the provider that the environment creates:
 * Terraform owns both lists whole.
 */
export function providerChecks(settings: Settings, cluster: Cluster): readonly Check[] {
  const own = `${settings.application}-${settings.name}`;
  const { capacityProviders: written = [], defaultCapacityProviderStrategy = [] } =
    settings.existing.cluster;
  // An empty list may be left out of the answer.
  const found = (cluster.capacityProviders ?? []).filter((name) => name !== own);
  const strategy = (cluster.defaultCapacityProviderStrategy ?? []).filter(
    ({ capacityProvider }) => capacityProvider !== own,
  );
  return [
    ...judged(
      PROVIDERS,
      differences(written, found, cluster.clusterName),
      found.length === 0 ? "the cluster has no others" : `${found.join(", ")}: all that it has`,
    ),
    ...judged(
      STRATEGY,
      sameStrategy(defaultCapacityProviderStrategy, strategy)
        ? []
        : [
            mistaken(
              STRATEGY,
              `${listed(defaultCapacityProviderStrategy)} is not what "${cluster.clusterName}" has, so Terraform would change it for everyone on it: give ${listed(strategy)}`,
            ),
          ],
      "as the cluster has it",
    ),
  ];
}

function differences(
  written: readonly string[],
  found: readonly string[],
  cluster: string | undefined,
): readonly Check[] {
  const left = found.filter((name) => !written.includes(name));
  return [
    ...(left.length > 0
      ? [
          mistaken(
            PROVIDERS,
            `${quoted(left)} ${left.length === 1 ? "is" : "are"} left out, which the cluster "${cluster}" has, so Terraform would remove ${left.length === 1 ? "it" : "them"}: add ${left.length === 1 ? "it" : "them"} to the list`,
          ),
        ]
      : []),
    ...written.flatMap((name, index) =>
      found.includes(name)
        ? []
        : [
            mistaken(
              [...PROVIDERS, index],
              `"${name}" is no capacity provider of the cluster "${cluster}"${found.length > 0 ? `, which has ${quoted(found)}` : ""}: remove it from the list, or associate it with the cluster first`,
            ),
          ],
    ),
  ];
}

function sameStrategy(
  one: readonly CapacityProviderStrategyItem[],
  other: readonly CapacityProviderStrategyItem[],
): boolean {
  const lines = (strategy: readonly CapacityProviderStrategyItem[]) =>
    strategy.map(share).sort().join();
  return lines(one) === lines(other);
}

/** As it is written in the settings. */
function listed(strategy: readonly CapacityProviderStrategyItem[]): string {
  return `[${strategy.map(share).join(", ")}]`;
}

/** What the API does not say is 0. */
function share({ capacityProvider, weight = 0, base = 0 }: CapacityProviderStrategyItem): string {
  return `{ capacityProvider: "${capacityProvider}", weight: ${weight}, base: ${base} }`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
