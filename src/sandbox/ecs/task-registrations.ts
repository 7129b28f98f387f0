import type { TargetGroups } from "../load-balancing/target-groups";
import { bindingOf, type SandboxTask } from "./ecs-task";

/** The tasks as targets of their services' target groups. */
export class TaskRegistrations {
  constructor(private readonly targets: TargetGroups) {}

  async register(task: SandboxTask): Promise<void> {
    const { id, address, instance, blueprint } = task;
    for (const attachment of blueprint.attachments) {
      const binding = bindingOf(task, attachment);
      if (binding) {
        await this.targets.register(attachment.targetGroupArn, {
          id,
          instanceId: blueprint.networkMode === "awsvpc" ? address : instance.id,
          address,
          zone: instance.zone,
          subnetId: instance.subnetId,
          port: binding.hostPort,
        });
      }
    }
  }

  drain({ id, blueprint }: SandboxTask): void {
    const { attachments, deregistrationDelayMs } = blueprint;
    for (const { targetGroupArn } of attachments) {
      this.targets.drain(targetGroupArn, id, deregistrationDelayMs);
    }
  }

  deregister({ id, blueprint }: SandboxTask): void {
    for (const { targetGroupArn } of blueprint.attachments) {
      this.targets.remove(targetGroupArn, id);
    }
  }

  /** As the target groups see the task; the worst where there are several. */
  healthOf({ id, blueprint }: SandboxTask): "HEALTHY" | "UNHEALTHY" | "UNKNOWN" {
    const states = blueprint.attachments.map(
      ({ targetGroupArn }) => this.targets.find(targetGroupArn, id)?.state,
    );
    if (states.includes("unhealthy")) {
      return "UNHEALTHY";
    }
    return states.every((state) => state === "healthy") ? "HEALTHY" : "UNKNOWN";
  }
}
