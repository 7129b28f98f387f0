import { topologyOfSynthesized } from "../../../src/topology/read";
import type { Synthesized } from "../../support/synth";
import type { Attributes, Draft } from "./mutations";

/** The JSON of stacks that belong together, copied, to be changed and read. */
export class SynthesizedDraft implements Draft {
  private readonly stacks: Record<string, Attributes>;

  constructor(stacks: Readonly<Record<string, Synthesized>>) {
    this.stacks = Object.fromEntries(
      Object.entries(stacks).map(([name, { json }]) => [name, structuredClone(json)]),
    );
  }

  get topology() {
    return topologyOfSynthesized(
      Object.entries(this.stacks).map(([name, json]) => ({ name, json })),
    );
  }

  resource(type: string, part = ""): Attributes {
    return this.ofType(type, part).attributes;
  }

  /** The attributes of every resource of a type. */
  every(type: string): readonly Attributes[] {
    return Object.values(this.stacks).flatMap(({ resource }) =>
      Object.values<Attributes>(resource[type] ?? {}),
    );
  }

  remove(type: string, part: string): void {
    const { siblings, name } = this.ofType(type, part);
    delete siblings[name];
  }

  add(type: string, name: string, attributes: Attributes): void {
    const { resource } = this.stacks["ha"] as Attributes;
    resource[type] = { ...resource[type], [name]: attributes };
  }

  keepFirst(type: string, attribute: string): void {
    const attributes = this.resource(type);
    attributes[attribute] = attributes[attribute].slice(0, 1);
  }

  forget(type: string, part: string, dependency: string): void {
    const attributes = this.resource(type, part);
    attributes["depends_on"] = attributes["depends_on"].filter(
      (address: string) => !address.startsWith(dependency),
    );
  }

  lifecycle(type: string, part = ""): Attributes {
    const attributes = this.resource(type, part);
    attributes["lifecycle"] ??= {};
    return attributes["lifecycle"];
  }

  private ofType(type: string, part: string) {
    const found = Object.values(this.stacks).flatMap(({ resource }) =>
      Object.entries<Attributes>(resource[type] ?? {})
        .filter(([name]) => name.includes(part))
        .map(([name, attributes]) => ({ siblings: resource[type], name, attributes })),
    );
    const [only] = found;
    if (found.length !== 1 || !only) {
      throw new Error(`no single ${type} with "${part}" in its name: ${found.length}`);
    }
    return only;
  }
}
