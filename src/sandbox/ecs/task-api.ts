import { AwsError } from "../gateway/aws-response";
import type { Handlers } from "../gateway/gateway";
import { jsonAction } from "../gateway/json-action";
import { describedTask } from "./described";
import type { SandboxTask } from "./ecs-task";
import type { EcsTasks } from "./ecs-tasks";
import { nameOf } from "./service";

interface ListInput {
  readonly cluster?: string;
  readonly serviceName?: string;
  readonly containerInstance?: string;
  readonly family?: string;
  readonly desiredStatus?: "RUNNING" | "STOPPED" | "PENDING";
}

/** Tasks in the API: which there are, what they are, and to stop one. */
export class TaskApi {
  constructor(
    private readonly tasks: EcsTasks,
    private readonly region: string,
  ) {}

  readonly handlers: Handlers = {
    "ecs:ListTasks": jsonAction((input: ListInput) => ({
      taskArns: this.all(input.cluster)
        .filter((task) => isListed(task, input))
        .map(({ arn }) => arn),
    })),
    "ecs:DescribeTasks": jsonAction((input: { cluster?: string; tasks: string[] }) => {
      const found = input.tasks.map((id) => this.find(id, input.cluster));
      return {
        tasks: found.flatMap((task) => (task ? [describedTask(task, this.region)] : [])),
        failures: input.tasks
          .filter((_, index) => found[index] === undefined)
          .map((arn) => ({ arn, reason: "MISSING" })),
      };
    }),
    "ecs:StopTask": jsonAction((input: { cluster?: string; task: string; reason?: string }) => {
      const task = this.find(input.task, input.cluster);
      if (!task) {
        throw new AwsError("InvalidParameterException", "The referenced task was not found.");
      }
      this.tasks.stop(task, {
        code: "UserInitiated",
        reason: input.reason ?? "Task stopped by user",
      });
      return { task: describedTask(task, this.region) };
    }),
  };

  private all(cluster?: string): SandboxTask[] {
    return [...this.tasks.tasks.values(), ...this.tasks.stopped.values()].filter(
      ({ blueprint }) => blueprint.cluster === nameOf(cluster),
    );
  }

  private find(idOrArn: string, cluster?: string): SandboxTask | undefined {
    return this.all(cluster).find(({ id }) => id === nameOf(idOrArn));
  }
}

function isListed(task: SandboxTask, asked: ListInput): boolean {
  const { blueprint, instance, desiredStatus } = task;
  const family = nameOf(blueprint.taskDefinitionArn).split(":")[0];
  return (
    desiredStatus === (asked.desiredStatus ?? "RUNNING") &&
    (asked.serviceName === undefined || nameOf(asked.serviceName) === blueprint.service) &&
    (asked.containerInstance === undefined ||
      asked.containerInstance.endsWith(instance.id.replace(/^i-/, ""))) &&
    (asked.family === undefined || asked.family === family)
  );
}
