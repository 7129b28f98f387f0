import { planFixture } from "../__tests__/support/topology-fixtures";
import { rules } from "../src/rules";
import { prove } from "../src/rules/proof";
import { topologyOfPlan } from "../src/topology/plan";

/**
 * How long a plan takes to check: the demo's, as so many instances of one module. Time of the
 * processor, for a machine that has more to do says nothing of the reader and the rules.
 */
for (const copies of [1, 20, 200]) {
  const plan = copiesOf(planFixture("demo-ha"), copies);
  const text = JSON.stringify(plan);
  const began = process.cpuUsage();
  const parsed = JSON.parse(text);
  const parsing = millisecondsSince(began);
  const topology = topologyOfPlan(parsed);
  const reading = millisecondsSince(began) - parsing;
  prove(topology, { rules, waivers: [], today: "2026-11-22" });
  const judging = millisecondsSince(began) - reading - parsing;
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  console.log(
    `${parsed.resource_changes.length} resources, ${topology.services.length} services: parsed in ` +
      `${parsing} ms, read in ${reading} ms, judged in ${judging} ms, ${megabytes} MB`,
  );
}

function millisecondsSince(began: NodeJS.CpuUsage): number {
  return Math.round(process.cpuUsage(began).user / 1000);
}

type Json = ReturnType<typeof planFixture>;

function copiesOf(plan: Json, copies: number): Json {
  const instances = Array.from({ length: copies }, (_, index) => `module.copy[${index}]`);
  const inModule = (module: string) => (resource: Json) => ({
    ...resource,
    address: `${module}.${resource.address}`,
    module_address: module,
  });
  const { root_module } = plan.prior_state.values;
  return {
    ...plan,
    resource_changes: instances.flatMap((module) => plan.resource_changes.map(inModule(module))),
    configuration: {
      ...plan.configuration,
      root_module: {
        module_calls: {
          copy: {
            module: plan.configuration.root_module,
            count_expression: { constant_value: copies },
          },
        },
      },
    },
    prior_state: {
      values: {
        root_module: {
          child_modules: instances.map((module) => ({
            address: module,
            resources: root_module.resources.map(inModule(module)),
          })),
        },
      },
    },
  };
}
