import { isUnknown, type Knowable, unknown } from "../knowable";
import { defaultOf } from "./defaults";
import type { Graph } from "./graph";
import type { Resource } from "./resource";
import { type Attributes, isAttributes, isList, Reference, Unresolved, type Value } from "./value";

/** The arguments of a resource or of a block in it, read by the type that each should have. */
export class Block {
  private constructor(
    private readonly graph: Graph,
    private readonly type: string,
    /** Such as `health_check.`, for the defaults. */
    private readonly prefix: string,
    private readonly attributes: Attributes,
  ) {}

  static of(resource: Resource, graph: Graph): Block {
    return new Block(graph, resource.type, "", resource.attributes);
  }

  /** Of something that is no resource and has no defaults. */
  static within(attributes: Attributes, graph: Graph): Block {
    return new Block(graph, "", "", attributes);
  }

  /** What is written, or the documented default; undefined where there is neither. */
  value(name: string): Value | undefined {
    const written = this.written(name);
    return written === undefined ? defaultOf(this.type, this.prefix + name) : written;
  }

  text(name: string): Knowable<string> {
    return this.given(name, this.optionalText(name));
  }

  optionalText(name: string): Knowable<string | undefined> {
    return this.scalar(name, (value) =>
      typeof value === "object" || value === "" ? undefined : String(value),
    );
  }

  number(name: string): Knowable<number> {
    return this.given(name, this.optionalNumber(name));
  }

  optionalNumber(name: string): Knowable<number | undefined> {
    return this.scalar(name, (value) =>
      typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value))
        ? Number(value)
        : undefined,
    );
  }

  flag(name: string): Knowable<boolean> {
    return this.given(name, this.optionalFlag(name));
  }

  optionalFlag(name: string): Knowable<boolean | undefined> {
    return this.scalar(name, (value) => FLAGS.get(value));
  }

  /** The elements of a list, or the only value; none where it is left out. */
  list(name: string): Knowable<readonly Value[]> {
    const value = this.value(name);
    const followed = value === undefined ? "" : this.graph.follow(value);
    if (followed === "" || followed === null) {
      return [];
    }
    return followed instanceof Unresolved
      ? unknown(this.reason(name, followed))
      : (this.graph.elements(followed) ?? [followed]);
  }

  texts(name: string): Knowable<readonly string[]> {
    const values = this.list(name);
    if (isUnknown(values)) {
      return values;
    }
    const texts = values.map((value) => this.graph.follow(value));
    return texts.every((text) => typeof text === "string")
      ? texts
      : unknown(`${this.prefix}${name}: an element is known after the apply`);
  }

  /** A block that can stand once; undefined where it does not stand. */
  block(name: string): Knowable<Block | undefined> {
    const blocks = this.blocks(name);
    return isUnknown(blocks) ? blocks : blocks[0];
  }

  blocks(name: string): Knowable<readonly Block[]> {
    const value = this.graph.follow(this.written(name) ?? null);
    if (this.isDynamic(name)) {
      return unknown(`${this.prefix}${name}: a dynamic block is told by a plan alone`);
    }
    const entries = value === null ? [] : isList(value) ? value : [value];
    const bodies = entries.map((entry) => this.graph.follow(entry));
    return bodies.every(isAttributes)
      ? bodies.map((body) => this.inner(name, body))
      : unknown(this.reason(name, bodies.find((body) => !isAttributes(body)) ?? null));
  }

  /** A block that does not stand: nothing but defaults. */
  empty(name: string): Block {
    return this.inner(name, {});
  }

  private inner(name: string, body: Attributes): Block {
    return new Block(this.graph, this.type, `${this.prefix}${name}.`, body);
  }

  private written(name: string): Value | undefined {
    const value = Object.hasOwn(this.attributes, name) ? this.attributes[name] : undefined;
    // The provider's zero value: what it reads where nothing is set.
    return value === null || value === "" ? undefined : value;
  }

  private isDynamic(name: string): boolean {
    const dynamic = this.written("dynamic");
    return isAttributes(dynamic) && Object.hasOwn(dynamic, name);
  }

  private scalar<T>(name: string, read: (value: Value) => T | undefined): Knowable<T | undefined> {
    const value = this.value(name);
    if (value === undefined) {
      return undefined;
    }
    const followed = this.graph.follow(value);
    return followed === "" || followed === null
      ? undefined
      : (read(followed) ?? unknown(this.reason(name, followed)));
  }

  private given<T>(name: string, value: Knowable<T | undefined>): Knowable<T> {
    return value === undefined ? unknown(`${this.prefix}${name} is not told`) : value;
  }

  private reason(name: string, value: Value): string {
    if (value instanceof Unresolved) {
      return `${this.prefix}${name}: ${value.why}`;
    }
    return value instanceof Reference
      ? `${this.prefix}${name}: ${value} is known after the apply`
      : `${this.prefix}${name} has an unexpected form`;
  }
}

const FLAGS: ReadonlyMap<Value, boolean> = new Map<Value, boolean>([
  [true, true],
  ["true", true],
  [false, false],
  ["false", false],
]);
