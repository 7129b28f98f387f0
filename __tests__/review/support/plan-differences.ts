import { isDeepStrictEqual } from "node:util";

type Json = Readonly<Record<string, unknown>>;

/** A plan of the same state: what it does not say in the same words as another. */
export interface PlanDifference {
  /** By address and, of what a move leaves, by its earlier one. */
  readonly resource_changes: readonly Json[];
  /** Addresses that the other plan alone has. */
  readonly without: readonly string[];
  readonly output_changes: unknown;
  readonly applyable: boolean;
  /** Of the root module, by address. */
  readonly configured: readonly Json[];
  readonly provider_config: unknown;
}

/** @param concerns whether an address counts; "output" stands for all outputs */
export function differenceFrom(
  unchanged: unknown,
  plan: unknown,
  concerns: (address: string) => boolean,
): PlanDifference {
  const [was, is] = [unchanged as Json, plan as Json];
  const known = new Map(changesIn(was).map((change) => [change["address"], change]));
  const addresses = new Set(changesIn(is).map(({ address }) => address));
  const configuredBefore = configuredIn(was);
  return {
    resource_changes: changesIn(is).filter(
      (change) =>
        concerns(String(change["address"])) &&
        !isDeepStrictEqual(change, known.get(change["address"])),
    ),
    without: [...known.keys()]
      .map(String)
      .filter((address) => concerns(address) && !addresses.has(address)),
    output_changes: (concerns("output") ? is : was)["output_changes"],
    applyable: true,
    configured: configuredIn(is).filter(
      (resource) =>
        concerns(String(resource["address"])) &&
        !configuredBefore.some((each) => isDeepStrictEqual(each, resource)),
    ),
    provider_config: (is["configuration"] as Json)["provider_config"],
  };
}

/** The plan that it was taken from, but for what it says twice. */
export function withDifference(unchanged: unknown, difference: PlanDifference): Json {
  const plan = unchanged as Json;
  const { resource_changes: changes, without, configured, provider_config, ...rest } = difference;
  const replaced = new Set([...changes.map(({ address }) => address), ...without]);
  const configuredAnew = new Set(configured.map(({ address }) => address));
  const configuration = plan["configuration"] as Json;
  const root = configuration["root_module"] as Json;
  return {
    ...plan,
    ...rest,
    resource_changes: [
      ...changesIn(plan).filter(({ address }) => !replaced.has(address)),
      ...changes,
    ],
    configuration: {
      ...configuration,
      provider_config,
      root_module: {
        ...root,
        resources: [
          ...configuredIn(plan).filter(({ address }) => !configuredAnew.has(address)),
          ...configured,
        ],
      },
    },
  };
}

function changesIn(plan: Json): readonly Json[] {
  return plan["resource_changes"] as Json[];
}

function configuredIn(plan: Json): readonly Json[] {
  return ((plan["configuration"] as Json)["root_module"] as Json)["resources"] as Json[];
}
