import { list, record } from "../../topology/terraform/json";

/** Whether there is anything whose survival can be asked about. */
export function describesService(document: unknown): boolean {
  const { resource, resource_changes: changes } = record(document);
  const planned = list(changes).map(record);
  return (
    "aws_ecs_service" in record(resource) ||
    planned.some(({ type, change }) => type === "aws_ecs_service" && remains(record(change)))
  );
}

function remains({ after }: Readonly<Record<string, unknown>>): boolean {
  return after !== null && after !== undefined;
}
