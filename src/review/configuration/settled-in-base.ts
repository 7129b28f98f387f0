import { isDeepStrictEqual } from "node:util";
import { Computed, type ProviderBlock, providerBlocks, synthesizedBlocks } from "./provider-blocks";
import { named } from "./provider-settings";

/**
 * Providers that the base has with the very same settings: someone has said yes to them already.
 * What is computed may have become another value.
 *
 * @returns their names as findings have them
 */
export function settledInBase(
  blocks: readonly ProviderBlock[],
  documents: readonly unknown[],
): ReadonlySet<string> {
  const before = documents.flatMap((document) => [
    ...providerBlocks(document),
    ...synthesizedBlocks(document),
  ]);
  return new Set(
    blocks
      .filter((block) => before.some((earlier) => isSame(earlier, block)))
      .map(({ key }) => named(key)),
  );
}

function isSame(earlier: ProviderBlock, block: ProviderBlock): boolean {
  return (
    earlier.key === block.key &&
    earlier.name === block.name &&
    isDeepStrictEqual(earlier.settings, block.settings) &&
    ![...block.settings.values()].some(isComputed)
  );
}

function isComputed(value: unknown): boolean {
  return (
    value instanceof Computed ||
    (typeof value === "object" && value !== null && Object.values(value).some(isComputed))
  );
}
