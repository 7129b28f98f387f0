import type { Handlers } from "../gateway/gateway";
import type { InstanceFleet } from "../instance-fleet";
import { counts } from "./described";
import type { EcsServices } from "./ecs-services";
import type { EcsTasks } from "./ecs-tasks";

/** Fills in what a cluster holds, of which the store knows nothing. */
export function clusterCounts(
  fleet: InstanceFleet,
  tasks: EcsTasks,
  services: EcsServices,
): Handlers {
  const countsOf = (cluster: string) => {
    const { runningCount, pendingCount } = counts(
      [...tasks.tasks.values()].filter(({ blueprint }) => blueprint.cluster === cluster),
    );
    return {
      registeredContainerInstancesCount: [...fleet.instances.values()].filter(
        (instance) => instance.registered && instance.cluster === cluster,
      ).length,
      runningTasksCount: runningCount,
      pendingTasksCount: pendingCount,
      activeServicesCount: services.of(cluster).length,
    };
  };
  return {
    "ecs:DescribeClusters": async (_, passOn) => {
      const answer = await passOn();
      const { clusters = [], ...rest } = JSON.parse(answer.body.toString("utf8"));
      const filled = clusters.map((cluster: { clusterName: string }) => ({
        ...cluster,
        ...countsOf(cluster.clusterName),
      }));
      return { ...answer, body: Buffer.from(JSON.stringify({ ...rest, clusters: filled })) };
    },
  };
}
