import { bodies, list, record } from "../../topology/terraform/json";

/** Whether there is anything whose survival can be asked about. */
export function describesService(document: unknown): boolean {
  const { resource, resource_changes: changes } = record(document);
  const planned = list(changes).map(record);
  return (
    bodies(resource).some((body) => "aws_ecs_service" in body) || planned.some(isServiceThatRemains)
  );
}

function isServiceThatRemains({ mode, type, change }: Readonly<Record<string, unknown>>): boolean {
  const { after } = record(change);
  return type === "aws_ecs_service" && mode === "managed" && after !== null && after !== undefined;
}
