/** One step of `aws_subnet.public[0].id`. */
export interface Step {
  readonly key: string | number;
  /** Written as `[…]`: after a resource's name it selects an instance. */
  readonly bracketed: boolean;
}

/** `[*]`: every instance. */
export const SPLAT = "*";

/** What a reference of Terraform's language begins with, and what is left of it. */
export type Target =
  | {
      readonly kind: "resource";
      /** `aws_subnet.public` or `data.aws_subnet.public`, as the configuration has it. */
      readonly block: string;
      readonly instance: string | number | undefined;
      readonly path: readonly (string | number)[];
    }
  | {
      readonly kind: "module";
      readonly call: string;
      readonly instance: string | number | undefined;
      readonly path: readonly (string | number)[];
    }
  | {
      readonly kind: "named";
      /** `var`, `local`, `each`, `count`, `path`, `self`, `terraform`. */
      readonly root: string;
      readonly path: readonly (string | number)[];
    };

const NAMED_ROOTS = new Set(["var", "local", "each", "count", "path", "self", "terraform"]);

/** Undefined: no reference to anything that Terraform knows. */
export function targetOf(steps: readonly Step[]): Target | undefined {
  const [root, ...rest] = steps.map((step) => step.key);
  if (typeof root !== "string") {
    return undefined;
  }
  if (NAMED_ROOTS.has(root)) {
    return { kind: "named", root, path: rest };
  }
  if (root === "module") {
    const instance = instanceAt(steps, 2);
    return typeof rest[0] === "string"
      ? { kind: "module", call: rest[0], instance, path: pathFrom(steps, 2) }
      : undefined;
  }
  const named = root === "data" ? 3 : 2;
  return steps.length >= named
    ? {
        kind: "resource",
        block: steps
          .slice(0, named)
          .map((step) => step.key)
          .join("."),
        instance: instanceAt(steps, named),
        path: pathFrom(steps, named),
      }
    : undefined;
}

/** `[0]` or `["a"]`, as it stands in an address. */
export function instanceSuffix(key: string | number): string {
  return `[${JSON.stringify(key)}]`;
}

/** An address of one instance without what tells it from the others: `module.a[0].aws_lb.main`. */
export function withoutInstance(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, "");
}

function instanceAt(steps: readonly Step[], index: number): string | number | undefined {
  const step = steps[index];
  return step?.bracketed ? step.key : undefined;
}

function pathFrom(steps: readonly Step[], index: number): readonly (string | number)[] {
  return steps.slice(steps[index]?.bracketed ? index + 1 : index).map((step) => step.key);
}
