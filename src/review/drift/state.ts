import { isDeepStrictEqual } from "node:util";
import { isContainer } from "../changes/property";
import type { Plan, ResourceChange } from "../plan/plan-schema";

export type Attributes = Readonly<Record<string, unknown>>;

export interface Sides {
  readonly before: Attributes;
  readonly after: Attributes;
}

/** What a plan says of the resources that are there, as they were found when it was made. */
export class State {
  private readonly byType = new Map<string, Attributes[]>();
  private readonly changes = new Map<string, ResourceChange["change"]>();

  constructor({ resource_changes: resources }: Plan) {
    for (const { address, mode, type, change } of resources) {
      if (mode === "managed" && isContainer(change.before)) {
        const alike = this.byType.get(type) ?? [];
        this.byType.set(type, alike);
        alike.push(change.before);
        this.changes.set(address, change);
      }
    }
  }

  of(...types: readonly string[]): readonly Attributes[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** Whether the plan lets an attribute be as it was found, or takes all of the resource away. */
  leaves(address: string, attribute: string): boolean {
    const { before, after } = this.changes.get(address) ?? {};
    return (
      isContainer(before) &&
      (!isContainer(after) || isDeepStrictEqual(before[attribute], after[attribute]))
    );
  }
}
