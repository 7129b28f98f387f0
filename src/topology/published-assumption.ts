import type { Assumption } from "./model";

/** An assumption whose names are fit to be shown. */
export function publishedAssumption<Name extends string>(
  { address, attribute, kind, meant }: Assumption,
  publish: (text: string) => Name,
) {
  return {
    address: publish(address),
    attribute: publish(attribute),
    kind,
    meant: meant.map(({ resource, instances }) => ({ resource: publish(resource), instances })),
  };
}
