/**
 * What placement subtracts for a container of a task that has no memory of its own: the
 * reservation, or else the limit; undefined where the container has neither. ECS takes no 0.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerMemoryMiB({
  memory,
  memoryReservation,
}: {
  readonly memory?: number | undefined;
  readonly memoryReservation?: number | undefined;
}): number | undefined {
  return memoryReservation || memory || undefined;
}
