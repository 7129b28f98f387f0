import type { Identified } from "./choice";

/**
 * What one task asks of its container instance.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export interface TaskRequirements {
  readonly memoryMiB: number;
  /** 1,024 are one vCPU. */
  readonly cpuUnits: number;
  /** One entry a port mapping: the fixed host port, or 0 where the instance chooses one. */
  readonly hostPorts: readonly number[];
  /** 1 for a task in awsvpc mode, else 0. */
  readonly networkInterfaces: 0 | 1;
}

/**
 * An instance of the cluster with what is left on it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
 */
export interface ContainerInstance extends Identified {
  readonly zone: string;
  readonly status: "ACTIVE" | "DRAINING" | "REGISTERING" | "DEREGISTERING" | "INACTIVE";
  readonly agentConnected: boolean;
  readonly remainingMemoryMiB: number;
  readonly remainingCpuUnits: number;
  readonly remainingNetworkInterfaces: number;
  readonly usedHostPorts: readonly number[];
  /** Tasks of the service to place for that run here or are about to: what `spread` evens out. */
  readonly serviceTasks: number;
}

/** The instance once the task is on it; `hostPorts` are those that `placeTask` returned. */
export function withTask<I extends ContainerInstance>(
  instance: I,
  task: TaskRequirements,
  hostPorts: readonly number[],
): I {
  return {
    ...instance,
    remainingMemoryMiB: instance.remainingMemoryMiB - task.memoryMiB,
    remainingCpuUnits: instance.remainingCpuUnits - task.cpuUnits,
    remainingNetworkInterfaces: instance.remainingNetworkInterfaces - task.networkInterfaces,
    usedHostPorts: [...instance.usedHostPorts, ...hostPorts],
    serviceTasks: instance.serviceTasks + 1,
  };
}
