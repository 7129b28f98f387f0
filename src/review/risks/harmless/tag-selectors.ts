import { isRecord, list, record } from "../../../topology/terraform/json";
import { isContainer } from "../../changes/property";
import type { PlanContext } from "../../plan/plan-context";

/** The keys of tags that something in the plan selects resources by. */
export function selectorKeys(plan: PlanContext): ReadonlySet<string> {
  return plan.once("tag selectors", () => {
    const written = JSON.stringify(plan.document);
    return new Set([
      ...matches(written, /(?:(?:Resource|Principal|Request)Tag\/|"tag:)([^"\\]+)/g),
      // As a resource group's query has it.
      ...matches(written, /\\"Key\\":\s*\\"([^"\\]+)/g),
      // As rules of AWS Config have it.
      ...matches(written, /"tag_key":"([^"]+)"/g),
      ...keysIn(written, /"(?:selection_tag|resource_tag|ec2_tag_filter)":\[([^\]]*)\]/g),
      ...matches(written, /"target_tags":\{([^}]*)\}/g).flatMap((tags) =>
        matches(tags, /"([^"]+)":/g),
      ),
      ...writtenIn(plan.plan.configuration.root_module),
      ...foundBy(stateIn(plan), plan),
    ]);
  });
}

function keysIn(text: string, blocks: RegExp): string[] {
  return matches(text, blocks).flatMap((block) => matches(block, /"key":"([^"]+)"/g));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}

/** The tags that data sources look for, in a module and in those that it calls. */
function writtenIn(module: unknown): string[] {
  const { resources, module_calls: calls } = record(module);
  return [
    ...list(resources)
      .filter((resource) => record(resource)["mode"] === "data")
      .flatMap((lookup) => {
        const { tags } = record(record(lookup)["expressions"]);
        const { constant_value: written } = record(tags);
        return isRecord(written) ? Object.keys(written) : [];
      }),
    ...Object.values(record(calls))
      .filter(isContainer)
      .flatMap((call) => writtenIn(record(call)["module"])),
  ];
}

/** The same of those that compute them: a plan tells the keys only of what was looked up already. */
function foundBy(module: unknown, plan: PlanContext): string[] {
  const { address, resources, child_modules: modules } = record(module);
  const place = typeof address === "string" ? address : undefined;
  return [
    ...list(resources)
      .map(record)
      .filter(
        ({ mode, address: own }) =>
          mode === "data" &&
          plan.configures({ address: String(own), module_address: place }, "tags"),
      )
      .flatMap(({ values }) => Object.keys(record(record(values)["tags"]))),
    ...list(modules).flatMap((each) => foundBy(each, plan)),
  ];
}

function stateIn({ document }: PlanContext): unknown {
  return record(record(record(document)["prior_state"])["values"])["root_module"];
}
