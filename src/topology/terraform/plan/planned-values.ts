import { isRecord, isScalar, own } from "../json";
import { AFTER_APPLY, type Attributes, isAttributes, type Value } from "../value";
import { isExpression } from "./configuration";

type Body = Readonly<Record<string, unknown>>;

/** What the configuration says where a value stands. */
type Written =
  | { readonly kind: "expression"; readonly expression: Body; readonly unknowns: number }
  | { readonly kind: "blocks"; readonly bodies: readonly Body[] }
  /** Nothing: AWS decides. */
  | { readonly kind: "unset" }
  /** A plan does not tell what a dynamic block says. */
  | { readonly kind: "untold" };

export interface PlannedValuesOptions {
  /** Of the arguments and blocks; undefined where the configuration does not have the resource. */
  readonly expressions: Body | undefined;
  readonly creating: boolean;
  readonly valueOf: (expression: Body) => Value;
}

/** The arguments after the apply: where a plan does not tell one, what its expression refers to. */
export function plannedValues(
  after: Attributes,
  unknown: unknown,
  options: PlannedValuesOptions,
): Attributes {
  return new Overlay(options).body(after, isRecord(unknown) ? unknown : {}, options.expressions);
}

const UNTOLD: Written = { kind: "untold" };

class Overlay {
  constructor(private readonly options: PlannedValuesOptions) {}

  /** @param written the expressions of a block; undefined where they are not told */
  body(values: Attributes, unknown: Body, written: Body | undefined): Attributes {
    return this.overlaid(values, unknown, (name) =>
      written ? writtenAs(own(written, name), unknown[name]) : UNTOLD,
    );
  }

  private overlaid(
    values: Attributes,
    unknown: Body,
    writtenOf: (name: string) => Written,
  ): Attributes {
    // A key of a map may be called `__proto__`, which only an entry keeps from being the prototype.
    const overlaid = Object.keys(unknown)
      .filter((name) => unknownsIn(unknown[name]) > 0)
      .map((name) => [
        name,
        this.value(own(values, name) as Value | undefined, unknown[name], writtenOf(name)),
      ]);
    return Object.fromEntries([...Object.entries(values), ...overlaid]);
  }

  private value(value: Value | undefined, unknown: unknown, written: Written): Value {
    if (unknown === true) {
      return this.leaf(written);
    }
    if (Array.isArray(unknown) && Array.isArray(value)) {
      return value.map((entry, index) =>
        this.value(entry, unknown[index], elementOf(written, value, index)),
      );
    }
    if (isRecord(unknown) && isAttributes(value)) {
      // In what is written as one expression, all that is not told comes from the same references.
      return written.kind === "expression"
        ? this.overlaid(value, unknown, () => written)
        : this.body(value, unknown, written.kind === "blocks" ? written.bodies[0] : undefined);
    }
    return value ?? null;
  }

  private leaf(written: Written): Value {
    switch (written.kind) {
      case "expression":
        return written.unknowns === 1 && "references" in written.expression
          ? this.options.valueOf(written.expression)
          : AFTER_APPLY;
      case "unset":
        return this.options.creating ? null : AFTER_APPLY;
      default:
        return AFTER_APPLY;
    }
  }
}

function writtenAs(written: unknown, unknown: unknown): Written {
  if (written === undefined) {
    return { kind: "unset" };
  }
  if (isExpression(written)) {
    return { kind: "expression", expression: written, unknowns: unknownsIn(unknown) };
  }
  return {
    kind: "blocks",
    bodies: (Array.isArray(written) ? written : [written]).filter(isRecord),
  };
}

function unknownsIn(unknown: unknown): number {
  if (unknown === true) {
    return 1;
  }
  return typeof unknown === "object" && unknown !== null
    ? Object.values(unknown).reduce((sum: number, inner) => sum + unknownsIn(inner), 0)
    : 0;
}

function elementOf(written: Written, elements: readonly Value[], index: number): Written {
  switch (written.kind) {
    case "expression":
      return written;
    case "blocks": {
      const body = bodyOf(written.bodies, elements, index);
      return body ? { kind: "blocks", bodies: [body] } : UNTOLD;
    }
    default:
      return UNTOLD;
  }
}

/** The block that became an element: the elements of a set stand in another order. */
function bodyOf(
  bodies: readonly Body[],
  elements: readonly Value[],
  index: number,
): Body | undefined {
  const [only, ...others] = bodies.filter((body) => fits(body, elements[index]));
  if (others.length === 0) {
    return only;
  }
  const alike = new Set(elements.map((element) => JSON.stringify(element))).size === 1;
  return alike ? bodies[index] : undefined;
}

/** No known value of the element is another one than the block's. */
function fits(body: Body, element: Value | undefined): boolean {
  return Object.entries(body).every(([name, written]) => {
    const constant =
      isExpression(written) && !("references" in written) ? written["constant_value"] : undefined;
    const value = isAttributes(element) ? element[name] : undefined;
    return !isScalar(constant) || !isScalar(value) || `${constant}` === `${value}`;
  });
}
