import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import { jsonAction } from "../gateway/json-action";
import type { FleetInstance, InstanceFleet } from "../instance-fleet";
import { containerInstanceArn, counts } from "./described";
import type { EcsTasks } from "./ecs-tasks";
import { nameOf } from "./service";

interface InstancesReference {
  readonly cluster?: string;
  readonly containerInstances: readonly string[];
}

/** Container instances in the API: an instance of the fleet whose agent has registered. */
export class ContainerInstanceApi {
  constructor(
    private readonly fleet: InstanceFleet,
    private readonly tasks: EcsTasks,
    private readonly region: string,
  ) {}

  readonly handlers: Handlers = {
    "ecs:ListContainerInstances": jsonAction((input: { cluster?: string; status?: string }) => ({
      containerInstanceArns: this.all(input.cluster)
        .map((instance) => this.described(instance))
        .filter(({ status }) => input.status === undefined || input.status === status)
        .map(({ containerInstanceArn: arn }) => arn),
    })),
    "ecs:DescribeContainerInstances": jsonAction((input: InstancesReference) => {
      const found = input.containerInstances.map((id) => this.find(id, input.cluster));
      return {
        containerInstances: found.flatMap((instance) =>
          instance ? [this.described(instance)] : [],
        ),
        failures: input.containerInstances
          .filter((_, index) => found[index] === undefined)
          .map((arn) => ({ arn, reason: "MISSING" })),
      };
    }),
    "ecs:DeregisterContainerInstance": jsonAction(
      (input: { cluster?: string; containerInstance: string; force?: boolean }) =>
        this.deregister(input),
    ),
  };

  private deregister(input: {
    readonly cluster?: string;
    readonly containerInstance: string;
    readonly force?: boolean;
  }): object {
    const instance = this.find(input.containerInstance, input.cluster);
    if (!instance) {
      throw new AwsError("InvalidParameterException", "Referenced container instance not found.");
    }
    const held = this.tasks.on(instance);
    if (held.length > 0 && !input.force) {
      throw new AwsError(
        "InvalidParameterException",
        "Found running tasks on the instance. Stop them, or use force.",
      );
    }
    const described = this.described(instance);
    this.tasks.abandon(instance);
    return { containerInstance: { ...described, status: "INACTIVE" } };
  }

  private all(cluster?: string): FleetInstance[] {
    return [...this.fleet.instances.values()].filter(
      (instance) => instance.registered && instance.cluster === nameOf(cluster),
    );
  }

  private find(idOrArn: string, cluster?: string): FleetInstance | undefined {
    return this.all(cluster).find(
      ({ id }) =>
        nameOf(containerInstanceArn(this.region, nameOf(cluster), id)) === nameOf(idOrArn),
    );
  }

  /** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html */
  private described(instance: FleetInstance) {
    const cluster = instance.cluster as string;
    const [left] = this.tasks.containerInstances(cluster).filter(({ id }) => id === instance.id);
    const integer = (name: string, integerValue: number) => ({
      name,
      type: "INTEGER",
      integerValue,
    });
    const remaining = [
      integer("CPU", left?.remainingCpuUnits ?? 0),
      integer("MEMORY", left?.remainingMemoryMiB ?? 0),
    ];
    return {
      containerInstanceArn: containerInstanceArn(this.region, cluster, instance.id),
      ec2InstanceId: instance.id,
      status: left?.status ?? "INACTIVE",
      agentConnected: instance.agentConnected,
      remainingResources: remaining,
      ...totals(counts(this.tasks.on(instance))),
      attributes: [
        { name: "ecs.availability-zone", value: instance.zone },
        { name: "ecs.instance-type", value: instance.instanceType },
        { name: "ecs.subnet-id", value: instance.subnetId },
      ],
      tags: [],
    };
  }
}

function totals({ runningCount, pendingCount }: { runningCount: number; pendingCount: number }) {
  return { runningTasksCount: runningCount, pendingTasksCount: pendingCount };
}
