import { Assumptions } from "./assumptions";
import { managedBehind, nameInManaged } from "./lookups";
import type { Resource } from "./resource";
import {
  AFTER_APPLY,
  descend,
  isList,
  Pending,
  Reference,
  Template,
  textOf,
  Unresolved,
  type Value,
} from "./value";

/** Chains of references are shorter; a longer one goes in a circle. */
const LONGEST_CHAIN = 32;

/** Attributes by which AWS and Terraform name a resource. */
const IDENTITIES = ["id", "arn", "name", "arn_suffix"];

/** The resources of a configuration, and how they refer to one another. */
export class Graph {
  readonly assumptions = new Assumptions();
  private readonly byAddress = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly byIdentity = new Map<string, Map<string, Resource>>();
  private readonly standIns = new Map<Resource, Resource>();

  /** @param sees whether a lookup in one stack can find what another one makes */
  constructor(
    resources: Iterable<Resource>,
    readonly sees: (stack: string, other: string) => boolean = () => true,
  ) {
    for (const resource of resources) {
      this.byAddress.set(resource.address, resource);
      const group = groupOf(resource);
      const known = this.byType.get(group);
      if (known) {
        known.push(resource);
      } else {
        this.byType.set(group, [resource]);
      }
    }
  }

  /** What there is of a type once the configuration is applied. */
  managed(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  data(type: string): readonly Resource[] {
    return this.byType.get(`data.${type}`) ?? [];
  }

  /** What a plan takes away and does not put back. */
  destroyed(type: string): readonly Resource[] {
    return this.byType.get(`destroyed.${type}`) ?? [];
  }

  get(address: string): Resource | undefined {
    return this.byAddress.get(address);
  }

  /** The value at the end of a chain of references; a reference where only the apply tells it. */
  follow(value: Value, links = 0): Value {
    if (value instanceof Template) {
      return textOf(value.parts.map((part) => this.follow(part, links + 1)));
    }
    if (!(value instanceof Reference)) {
      return value;
    }
    if (links > LONGEST_CHAIN) {
      return new Unresolved(`${value} refers to itself`, [value]);
    }
    const named = this.byAddress.get(value.address);
    if (!named) {
      return new Unresolved(`${value} is told by a plan alone`, [value]);
    }
    const resource = this.standIn(named);
    const path = resource === named ? value.path : pathInManaged(named.type, value.path);
    const [attribute, ...rest] = path;
    const found =
      typeof attribute === "string" && Object.hasOwn(resource.attributes, attribute)
        ? resource.attributes[attribute]
        : undefined;
    return found === undefined || found === null || found === AFTER_APPLY
      ? new Reference(resource.address, path)
      : this.follow(descend(found, rest), links + 1);
  }

  /** The elements of a list; undefined where there is no telling which they are. */
  elements(value: Value): readonly Value[] | undefined {
    const followed = this.follow(value);
    if (isList(followed)) {
      return followed;
    }
    if (!(followed instanceof Pending)) {
      return undefined;
    }
    this.assumptions.make(followed, followed.references, "every");
    return followed.references.flatMap((reference) => {
      const target = this.follow(reference);
      return isList(target) ? target : [target];
    });
  }

  /** The only resource of one of the types that a value refers to or identifies. */
  find(value: Value, ...types: readonly string[]): Resource | undefined {
    const followed = this.follow(value);
    if (typeof followed === "string") {
      return types
        .map((type) => this.identitiesOf(type).get(followed))
        .find((found) => found !== undefined);
    }
    const references =
      followed instanceof Pending
        ? followed.references.map((reference) => this.follow(reference))
        : [followed];
    const found = new Set(
      references
        .map((reference) =>
          reference instanceof Reference ? this.byAddress.get(reference.address) : undefined,
        )
        .filter((resource) => resource !== undefined && types.includes(resource.type)),
    );
    const [only, ...others] = found;
    if (only && others.length === 0 && followed instanceof Pending) {
      this.assumptions.make(followed, [new Reference(only.address, [])], "only");
    }
    return others.length === 0 ? only : undefined;
  }

  /** The resource that speaks for this one: what a lookup finds, the first of several lookups. */
  standIn(resource: Resource): Resource {
    if (resource.mode === "managed") {
      return resource;
    }
    const known = this.standIns.get(resource);
    if (known) {
      return known;
    }
    // A lookup by what it finds itself ends here.
    this.standIns.set(resource, resource);
    const found = this.behind(resource);
    this.standIns.set(resource, found);
    return found;
  }

  private behind(lookup: Resource): Resource {
    const { id, ids } = lookup.attributes;
    // A lookup of several has the region for its id.
    const identified = typeof id === "string" && ids === undefined;
    return (
      (identified ? this.identitiesOf(lookup.type).get(id) : undefined) ??
      managedBehind(lookup, this) ??
      lookup
    );
  }

  private identitiesOf(type: string): ReadonlyMap<string, Resource> {
    const known = this.byIdentity.get(type);
    if (known) {
      return known;
    }
    const identities = new Map<string, Resource>();
    this.byIdentity.set(type, identities);
    for (const resource of [...this.managed(type), ...this.destroyed(type), ...this.data(type)]) {
      for (const attribute of IDENTITIES) {
        // A lookup of what is replaced has found what it was before.
        for (const { [attribute]: identity } of [
          resource.attributes,
          resource.change?.before ?? {},
        ]) {
          if (typeof identity === "string" && !identities.has(identity)) {
            identities.set(identity, resource);
          }
        }
      }
    }
    return identities;
  }
}

function groupOf({ mode, type, change }: Resource): string {
  if (mode === "data") {
    return `data.${type}`;
  }
  return change?.actions.includes("delete") && !change.actions.includes("create")
    ? `destroyed.${type}`
    : type;
}

function pathInManaged(type: string, [attribute, ...rest]: Reference["path"]): Reference["path"] {
  return attribute === undefined ? [] : [nameInManaged(type, String(attribute)), ...rest];
}
