import { isRecord, list, own, record, strings } from "../json";

type Body = Readonly<Record<string, unknown>>;

/** A module as the configuration in a plan has it: what is written, not what it comes to. */
export class ConfiguredModule {
  private readonly resources = new Map<string, Body>();
  private readonly calls = new Map<string, ConfiguredCall>();

  constructor(private readonly body: Body) {
    for (const resource of list(body["resources"]).filter(isRecord)) {
      const { address } = resource;
      if (typeof address === "string") {
        this.resources.set(address, resource);
      }
    }
  }

  /** @param block such as `aws_lb.main` or `data.aws_vpc.main` */
  resource(block: string): ConfiguredResource | undefined {
    const body = this.resources.get(block);
    return (
      body && {
        expressions: record(body["expressions"]),
        repeatedBy: repeatedBy(body),
        dependsOn: strings(body["depends_on"]),
      }
    );
  }

  call(name: string): ConfiguredCall | undefined {
    const body = own(record(this.body["module_calls"]), name);
    const call = this.calls.get(name) ?? (isRecord(body) ? configuredCall(body) : undefined);
    if (call) {
      this.calls.set(name, call);
    }
    return call;
  }

  /** The expression of an output. */
  output(name: string): unknown {
    return record(own(record(this.body["outputs"]), name))["expression"];
  }
}

export interface ConfiguredResource {
  readonly expressions: Body;
  /** The expression of `for_each` or `count`. */
  readonly repeatedBy: unknown;
  readonly dependsOn: readonly string[];
}

export interface ConfiguredCall {
  readonly inputs: Body;
  readonly repeatedBy: unknown;
  readonly module: ConfiguredModule;
}

function configuredCall(body: Body): ConfiguredCall {
  return {
    inputs: record(body["expressions"]),
    repeatedBy: repeatedBy(body),
    module: new ConfiguredModule(record(body["module"])),
  };
}

function repeatedBy(body: Body): unknown {
  return body["for_each_expression"] ?? body["count_expression"];
}

/** What an expression refers to, without what is only the beginning of another reference. */
export function referencesOf(expression: unknown): readonly string[] {
  const references = strings(record(expression)["references"]);
  return references.filter(
    (reference) =>
      !references.some(
        (other) => other.startsWith(`${reference}.`) || other.startsWith(`${reference}[`),
      ),
  );
}

/** An argument's expression, where blocks have bodies. */
export function isExpression(written: unknown): written is Body {
  return (
    isRecord(written) &&
    ("references" in written || "constant_value" in written || Object.keys(written).length === 0)
  );
}
