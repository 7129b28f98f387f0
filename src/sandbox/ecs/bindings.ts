import type { PortBinding, TaskBlueprint } from "./ecs-task";

/**
 * Where each container port is reached: on the host ports that the placement chose, in the order of
 * the mappings, or in awsvpc mode on the port itself.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export function bindingsOf(
  { containers, networkMode }: Pick<TaskBlueprint, "containers" | "networkMode">,
  hostPorts: readonly number[],
): readonly PortBinding[] {
  return containers
    .flatMap(({ name, containerPorts }) =>
      containerPorts.map((containerPort) => ({ containerName: name, containerPort })),
    )
    .map((mapping, index) => ({
      ...mapping,
      hostPort: networkMode === "awsvpc" ? mapping.containerPort : (hostPorts[index] as number),
    }));
}
