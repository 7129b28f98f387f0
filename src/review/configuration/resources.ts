import { list, record, text } from "../../topology/terraform/json";

/** A resource or a data source as it is written, whatever its count is. */
export interface ConfiguredResource {
  /** Without keys of instances: `module.web.aws_lb.main`. */
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  /** Types of its provisioners, such as `local-exec`. */
  readonly provisioners: readonly string[];
  readonly connects: boolean;
}

/** Everything that the configuration of a plan has, in all modules, each address once. */
export function configuredResources(configuration: unknown): ConfiguredResource[] {
  return resourcesOf(record(record(configuration)["root_module"]), "");
}

function resourcesOf(
  module: Readonly<Record<string, unknown>>,
  path: string,
): ConfiguredResource[] {
  const calls = Object.entries(record(module["module_calls"]));
  return [
    ...list(module["resources"]).map((resource) => resourceOf(record(resource), path)),
    ...calls.flatMap(([name, call]) =>
      resourcesOf(record(record(call)["module"]), `${path}module.${name}.`),
    ),
  ];
}

function resourceOf(resource: Readonly<Record<string, unknown>>, path: string): ConfiguredResource {
  return {
    address: path + text(resource["address"]),
    mode: text(resource["mode"]),
    type: text(resource["type"]),
    provisioners: list(resource["provisioners"]).map((each) => text(record(each)["type"])),
    connects: resource["connection"] !== undefined,
  };
}
