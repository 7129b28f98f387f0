import { record, text } from "../../topology/terraform/json";
import { happens } from "../plan/actions";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import type { Finding } from "./finding";
import type { Home } from "./home";
import { Computed, type ProviderBlock } from "./provider-blocks";
import { named } from "./provider-settings";

/**
 * Where providers and resources are: compared with the environment's region, or else with one another.
 *
 * @param assume takes what is assumed, for people
 */
export function strayRegions(
  plan: Pick<Plan, "resource_changes">,
  blocks: readonly ProviderBlock[],
  home: Home | undefined,
  assume: (assumption: string) => void,
): Finding[] {
  const providers = blocks.filter(({ name }) => name === "aws");
  const regions = new Map(providers.map((block) => [block.key, regionOf(block, assume)]));
  const wanted = home?.region ?? regions.get("aws") ?? [...regions.values()][0];
  if (wanted === undefined || (home === undefined && regions.size === 1)) {
    return wanted === undefined ? [] : strayResources(plan, wanted, home);
  }
  return [
    ...[...regions].flatMap(([key, region]) => strayProvider(key, region, wanted, home)),
    ...strayResources(plan, wanted, home),
  ];
}

/** `undefined`: the shell says it; `null`: an expression computes it. */
type Region = string | undefined | null;

function regionOf({ key, settings }: ProviderBlock, assume: (text: string) => void): Region {
  const region = settings.get("region");
  if (region instanceof Computed) {
    const { assumed, references } = region;
    if (assumed === undefined) {
      return null;
    }
    assume(`the region of ${named(key)} is computed from ${references[0]}: taken for "${assumed}"`);
    return assumed;
  }
  return typeof region === "string" ? region : undefined;
}

function strayProvider(
  key: string,
  region: Region,
  wanted: Region,
  home: Home | undefined,
): Finding[] {
  const subject = named(key);
  if (region === null) {
    const what = "it cannot be told in which region the provider works: an expression computes it";
    return [{ level: "yes", subject, what, details: [{ name: "region" }] }];
  }
  if (region === undefined) {
    const what = "the provider takes its region from the shell that applies";
    return [{ level: "yes", subject, what }];
  }
  return region === wanted
    ? []
    : [
        {
          level: home ? "blocked" : "yes",
          subject,
          what: `the provider works in another region than ${home ? "the environment" : "the others"}`,
          details: [{ name: "region", value: region }],
        },
      ];
}

/** From version 6 of the provider, a resource can have a region of its own. */
function strayResources(
  { resource_changes: changes }: Pick<Plan, "resource_changes">,
  wanted: Region,
  home: Home | undefined,
): Finding[] {
  return changes
    .filter((resource) => resource.mode === "managed" && happens(resource))
    .flatMap((resource): Finding[] => {
      const region = ownRegion(resource);
      return region === "" || region === wanted
        ? []
        : [
            {
              level: home ? "blocked" : "yes",
              subject: resource.address,
              what: `it is in another region than ${home ? "the environment" : "its provider"}`,
              details: [{ name: "region", value: region }],
            },
          ];
    });
}

function ownRegion({ type, change }: ResourceChange): string {
  const settled = change.after ?? change.before;
  return type.startsWith("aws_") ? text(record(settled)["region"]) : "";
}
