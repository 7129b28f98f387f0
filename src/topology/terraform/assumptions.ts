import type { Assumption } from "../model";
import { withoutInstance } from "./language/traversal";
import type { Pending, Reference } from "./value";

/**
 * What expressions are taken to mean, of which a plan tells only what they refer to. Everything that
 * is taken for granted goes through here, so here is where it could be refused instead.
 */
export class Assumptions {
  private readonly made = new Map<string, Assumption>();

  get all(): readonly Assumption[] {
    return [...this.made.values()];
  }

  /**
   * Notes what is assumed, unless it is certain.
   *
   * @param meant what the expression is taken to mean, of all that it refers to
   * @param kind where it was not one of several instances that was picked
   */
  make(expression: Pending, meant: readonly Reference[], kind: Assumption["kind"]): void {
    const { references, picked, written } = expression;
    if (written && (references.length > 1 || picked !== undefined || kind === "zone-of-key")) {
      const assumption = {
        ...written,
        kind: references.length > 1 ? kind : (picked ?? kind),
        meant: picked === "position" ? meant.map(exactly) : counted(meant),
      };
      this.made.set(JSON.stringify(assumption), assumption);
    }
  }
}

function exactly({ address }: Reference): Assumption["meant"][number] {
  return { resource: address, instances: 1 };
}

/** Addresses without the keys of their instances, each with how many there are. */
function counted(references: readonly Reference[]): Assumption["meant"] {
  const instances = new Map<string, Set<string>>();
  for (const { address } of references) {
    const resource = withoutInstance(address);
    instances.set(resource, (instances.get(resource) ?? new Set()).add(address));
  }
  return [...instances].map(([resource, addresses]) => ({ resource, instances: addresses.size }));
}
