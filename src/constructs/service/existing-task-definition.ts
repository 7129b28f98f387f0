import { DataAwsEcsTaskDefinition } from "@cdktf/provider-aws/lib/data-aws-ecs-task-definition";
import { Construct } from "constructs";
import { refuseUnless } from "../common/refusal";

/** Anything that names a task definition's revision. */
export interface TaskDefinition {
  readonly arn: string;
}

export interface ExistingTaskDefinitionProps {
  readonly family: string;
  /** @default the latest active one */
  readonly revision?: number;
  readonly networkMode: "bridge" | "awsvpc";
  readonly containerName: string;
  readonly containerPort: number;
  /** 0 where the instance chooses. */
  readonly hostPort: number;
  /** What the capacity was computed with. */
  readonly memoryMiB: number;
  readonly cpuUnits: number;
}

/** The reservation, or else the limit; null and 0 are neither. */
const MEMORY_OF_CONTAINER =
  "[for amount in [try(container.memoryReservation, null), try(container.memory, null)] : tonumber(amount) if coalesce(amount, 0) != 0][0]";

const CPU_OF_CONTAINER = "tonumber(coalesce(try(container.cpu, null), 0))";

/** A task definition that someone else made, held to what the settings say of it. */
export class ExistingTaskDefinition extends Construct implements TaskDefinition {
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ExistingTaskDefinitionProps,
  ) {
    super(scope, id);
    this.arn = new DataAwsEcsTaskDefinition(this, "task-definition", {
      taskDefinition: props.revision ? `${props.family}:${props.revision}` : props.family,
      lifecycle: {
        postcondition: [
          this.isActive(),
          this.runsOnEc2(),
          this.hasNetworkMode(),
          this.hasContainerPort(),
          // In awsvpc mode the host port is the container's own.
          ...(props.networkMode === "bridge" ? [this.hasHostPort()] : []),
          this.reservesAtMost("memory", MEMORY_OF_CONTAINER),
          this.reservesAtMost("cpu", CPU_OF_CONTAINER),
        ],
      },
    }).arn;
  }

  private isActive() {
    return this.refuse(
      'self.status == "ACTIVE"',
      'is "${self.status}", not ACTIVE: register a new revision, or give another',
    );
  }

  private runsOnEc2() {
    return this.refuse(
      'length(self.requires_compatibilities) == 0 || contains(self.requires_compatibilities, "EC2")',
      'is for ${join(", ", self.requires_compatibilities)} only, not EC2: register a revision with requiresCompatibilities EC2',
    );
  }

  /** Linux tasks without a stated mode get bridge. */
  private hasNetworkMode() {
    const { networkMode } = this.props;
    const stated = networkMode === "bridge" ? '["bridge", ""]' : `["${networkMode}"]`;
    return this.refuse(
      `contains(${stated}, try(coalesce(self.network_mode), ""))`,
      `has network mode "\${self.network_mode}", but the settings want "${networkMode}": ${
        networkMode === "bridge" ? "give the service `awsvpc` settings" : "leave `awsvpc` out"
      }, or register another revision`,
    );
  }

  private hasContainerPort() {
    const { containerName, containerPort } = this.props;
    return this.refuse(
      `length(${this.mappings()}) > 0`,
      `has no container "${containerName}" that maps port ${containerPort}: correct containerName or containerPort`,
    );
  }

  private hasHostPort() {
    const { hostPort } = this.props;
    return this.refuse(
      `alltrue([for port in ${this.mappings()} : try(coalesce(port.hostPort, 0), 0) == ${hostPort}])`,
      `maps host port \${join(", ", [for port in ${this.mappings()} : try(coalesce(port.hostPort, 0), 0)])}, but the settings say hostPort ${hostPort}: correct one of the two`,
    );
  }

  /**
   * The figure of the task as a whole, or else the sum over its containers, as placement does it.
   * A figure that cannot be read is refused: it must not count as nothing.
   */
  private reservesAtMost(resource: "memory" | "cpu", ofContainer: string) {
    const [setting, unit, stated] =
      resource === "memory"
        ? ["memoryMiB", "MiB", this.props.memoryMiB]
        : ["cpuUnits", "CPU units", this.props.cpuUnits];
    const ofTask = `try(coalesce(self.${resource}), null)`;
    const ofContainers = `sum([for container in jsondecode(self.container_definitions) : ${ofContainer}])`;
    const reserved = `(${ofTask} == null ? ${ofContainers} : tonumber(${ofTask}))`;
    const excess = `"reserves \${${reserved}} ${unit}, more than the ${stated} that the capacity was computed with: set ${setting} to it"`;
    const unreadable = `"does not say how many ${unit} it reserves: register a revision whose containers do"`;
    return this.refuse(`try(${reserved} <= ${stated}, false)`, `\${try(${excess}, ${unreadable})}`);
  }

  private mappings(): string {
    const { containerName, containerPort } = this.props;
    return `flatten([for container in jsondecode(self.container_definitions) : [for port in try(coalesce(container.portMappings, []), []) : port if port.containerPort == ${containerPort}] if container.name == "${containerName}"])`;
  }

  private refuse(expression: string, message: string) {
    return refuseUnless(expression, `task definition "${this.props.family}" ${message}`);
  }
}
