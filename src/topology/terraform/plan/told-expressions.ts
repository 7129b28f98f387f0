import type { Value } from "../value";
import { isExpression } from "./configuration";
import type { PlanEntry } from "./plan-entry";

/** The value of an expression's text in a module, where the plan tells it somewhere. */
export type ToldExpressions = (module: string, text: string) => Value | undefined;

/**
 * The same expression has the same value wherever it stands in a module. A plan hides the zone in an
 * alarm's dimensions, but tells that of the subnet, which is written with the same words.
 */
export function toldExpressions(entries: readonly PlanEntry[]): ToldExpressions {
  let values: Map<string, Value> | undefined;
  return (module, text) => {
    values ??= valuesByText(entries);
    return values.get(keyOf(module, text));
  };
}

/** What differs from one instance to the next, or from one resource to another. */
const OF_THE_INSTANCE = /\b(?:each|count|self)\./;

function valuesByText(entries: readonly PlanEntry[]): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const { after, block, place } of entries) {
    const expressions = place.module.configured.resource(block)?.expressions ?? {};
    for (const [argument, expression] of Object.entries(expressions)) {
      const text = isExpression(expression) ? expression["constant_value"] : undefined;
      const value = after[argument];
      if (
        typeof text === "string" &&
        text.includes("${") &&
        !OF_THE_INSTANCE.test(text) &&
        (typeof value === "string" || typeof value === "number")
      ) {
        values.set(keyOf(place.module.address, text), value);
      }
    }
  }
  return values;
}

function keyOf(module: string, text: string): string {
  return `${module} ${text}`;
}
