import { bodies, isRecord, list, record, strings, text } from "../../topology/terraform/json";

/** A provider as it is configured, in the root or in a module. */
export interface ProviderBlock {
  /** As a plan names it: `aws`, `aws.other`, `module.web:aws`. */
  readonly key: string;
  /** Such as `aws`. */
  readonly name: string;
  /** Only those that set something. */
  readonly settings: ReadonlyMap<string, unknown>;
}

/** What stands in the place of a value that an expression computes. */
export class Computed {
  /** @param assumed the variable's value, where the expression refers to nothing but one variable */
  constructor(
    readonly references: readonly string[],
    readonly assumed?: string,
  ) {}
}

/** @param document a plan */
export function providerBlocks(document: unknown): ProviderBlock[] {
  const plan = record(document);
  const configuration = record(plan["configuration"]);
  return Object.entries(record(configuration["provider_config"])).map(([key, block]) => {
    const { name, module_address: module, expressions } = record(block);
    const variables = new Variables(plan, text(module));
    const settings = Object.entries(record(expressions))
      .map(([setting, node]): [string, unknown] => [setting, settingOf(node, variables)])
      .filter(([, value]) => setsSomething(value));
    return { key, name: text(name), settings: new Map(settings) };
  });
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format#expression-representation */
function settingOf(node: unknown, variables: Variables, inList = false): unknown {
  if (Array.isArray(node)) {
    return node.map((each) => settingOf(each, variables, true));
  }
  if (!isRecord(node)) {
    return node;
  }
  if ("references" in node) {
    const references = strings(node["references"]);
    return new Computed(references, variables.onlyOneOf(references));
  }
  if ("constant_value" in node) {
    return node["constant_value"];
  }
  // Of a call that refers to nothing, such as lower("EU-NORTH-1"), a plan tells nothing at all.
  return Object.keys(node).length === 0 && !inList
    ? new Computed([])
    : Object.fromEntries(
        Object.entries(node).map(([name, part]) => [name, settingOf(part, variables)]),
      );
}

function setsSomething(value: unknown): boolean {
  if (value instanceof Computed) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(setsSomething);
  }
  return isRecord(value)
    ? Object.values(value).some(setsSomething)
    : value !== null && value !== undefined && value !== false && value !== "";
}

/** The values of the variables of one module, as far as a plan tells them. */
class Variables {
  /** @param module its address without keys of instances, such as `module.web.module.dns`; else "" */
  constructor(
    private readonly plan: Readonly<Record<string, unknown>>,
    private readonly module: string,
  ) {}

  onlyOneOf(references: readonly string[]): string | undefined {
    const [, name] = /^var\.([\w-]+)$/.exec(references[0] ?? "") ?? [];
    return name !== undefined && references.length === 1 ? this.textOf(name) : undefined;
  }

  private textOf(name: string): string | undefined {
    if (this.module === "") {
      const value = record(record(this.plan["variables"])[name])["value"];
      return typeof value === "string" ? value : undefined;
    }
    const path = [...this.module.matchAll(/module\.([^.[]+)(\[[^\]]*\])?/g)].map(
      ([, each]) => each ?? "",
    );
    const called = path.at(-1) ?? "";
    const caller = path.slice(0, -1);
    const call = caller.reduce(
      (module, step) => record(record(record(module["module_calls"])[step])["module"]),
      record(record(this.plan["configuration"])["root_module"]),
    );
    const argument = record(
      record(record(record(call["module_calls"])[called])["expressions"])[name],
    );
    const callerAddress = caller.map((step) => `module.${step}`).join(".");
    const references = list(argument["references"]);
    const value =
      references.length > 0
        ? new Variables(this.plan, callerAddress).onlyOneOf(strings(references))
        : argument["constant_value"];
    return typeof value === "string" ? value : undefined;
  }
}

/** @param document a synthesized stack */
export function synthesizedBlocks(document: unknown): ProviderBlock[] {
  return Object.entries(record(record(document)["provider"])).flatMap(([name, blocks]) =>
    bodies(blocks).map(({ alias, ...block }) => {
      const settings = Object.entries(block).filter(([, value]) => setsSomething(value));
      const key = typeof alias === "string" ? `${name}.${alias}` : name;
      return { key, name, settings: new Map(settings) };
    }),
  );
}
