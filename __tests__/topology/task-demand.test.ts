import type { Service } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { AwsClients } from "../../src/topology/live/clients";
import { readServices } from "../../src/topology/live/services";
import { TASK_DEFINITIONS, type TaskDefinitionCase } from "../support/task-definitions";
import { first, topologyOf } from "./support";

describe("what a task asks for", () => {
  it.each(TASK_DEFINITIONS.map((each) => [each.name, each] as const))(
    "is read alike from Terraform and from the account: %s",
    async (_, each) => {
      const demand = {
        memoryMiB: each.memoryMiB ?? { unknown: expect.stringMatching(/memory/) },
        cpuUnits: each.cpuUnits,
      };
      expect(fromTerraform(each)).toMatchObject(demand);
      expect(await fromAccount(each)).toMatchObject(demand);
    },
  );
});

function fromTerraform({ memory, cpu, containers }: TaskDefinitionCase) {
  const { services } = topologyOf({
    aws_ecs_service: { web: { task_definition: "${aws_ecs_task_definition.d.arn}" } },
    aws_ecs_task_definition: {
      d: { memory, cpu, container_definitions: JSON.stringify(containers) },
    },
  });
  return first(services).task;
}

/** The API leaves out what is not set. */
async function fromAccount({ memory, cpu, containers }: TaskDefinitionCase) {
  const containerDefinitions = containers.map((container) =>
    Object.fromEntries(Object.entries(container).filter(([, value]) => value !== null)),
  );
  const ecs = { send: async () => ({ taskDefinition: { memory, cpu, containerDefinitions } }) };
  const found: Service = { serviceName: "web", taskDefinition: "web:1" };
  const [service] = await readServices({ ecs } as unknown as AwsClients, [found]);
  return service?.task;
}
