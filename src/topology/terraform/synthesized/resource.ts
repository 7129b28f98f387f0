import type { Lifecycle } from "../../model";
import { bodies, isRecord, own, strings } from "../json";
import { evaluate } from "../language/evaluate";
import { type Scope, stepsOf } from "../language/expression";
import { SPLAT } from "../language/traversal";
import type { Resource } from "../resource";
import { type Attributes, referencesIn } from "../value";

/** A resource as it stands in synthesized JSON, or one of its instances. */
export class SynthesizedResource implements Resource {
  private evaluated: Attributes | undefined;
  private needed: readonly string[] | undefined;

  constructor(
    readonly address: string,
    readonly mode: "managed" | "data",
    readonly type: string,
    readonly stack: string,
    private readonly body: Readonly<Record<string, unknown>>,
    private readonly scope: Scope,
  ) {}

  get told(): boolean {
    return this.mode === "managed";
  }

  get attributes(): Attributes {
    this.evaluated ??= Object.fromEntries(
      Object.entries(this.body)
        .filter(([name]) => !META_ARGUMENTS.has(name))
        .map(([name, written]) => [name, evaluate(written, this.scope)]),
    );
    return this.evaluated;
  }

  sets(argument: string): boolean | undefined {
    const dynamic = own(this.body, "dynamic");
    return isRecord(dynamic) && Object.hasOwn(dynamic, argument)
      ? undefined
      : (own(this.body, argument) ?? null) !== null;
  }

  get dependencies(): readonly string[] {
    this.needed ??= this.addressesNeeded();
    return this.needed;
  }

  private addressesNeeded(): readonly string[] {
    const told = strings(own(this.body, "depends_on")).flatMap((written) => {
      const steps = stepsOf(written);
      return steps ? referencesIn(this.scope([...steps, { key: SPLAT, bracketed: true }])) : [];
    });
    return [...told, ...referencesIn(this.attributes)].map(({ address }) => address);
  }

  get lifecycle(): Lifecycle {
    const [lifecycle = {}] = bodies(own(this.body, "lifecycle"));
    const ignored = own(lifecycle, "ignore_changes");
    return {
      preventDestroy: own(lifecycle, "prevent_destroy") === true,
      ignoreChanges: ignored === "all" ? ["all"] : strings(ignored),
    };
  }
}

/** Arguments that are Terraform's own, not the resource's. */
const META_ARGUMENTS = new Set(
  "// lifecycle depends_on provider count for_each provisioner connection".split(" "),
);
