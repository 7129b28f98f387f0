import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../common/aws-account";
import { verbatim } from "../common/hcl";
import { ServiceRole } from "../common/service-role";
import type { TaskDefinition } from "./existing-task-definition";

export interface NewTaskDefinitionProps {
  readonly family: string;
  readonly account: AwsAccount;
  readonly region: string;
  readonly containerName: string;
  readonly containerPort: number;
  /** 0 where the instance chooses. */
  readonly hostPort: number;
  readonly networkMode: "bridge" | "awsvpc";
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  readonly image: string;
  /** @default the image's own */
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Environment variable to ARN of the secret or parameter. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretsKmsKeyArns: readonly string[];
  readonly taskRolePolicyArns: readonly string[];
  readonly logRetentionDays: number;
  /** Whether the logs outlive a destroy. */
  readonly keepLogs: boolean;
  readonly readonlyRootFilesystem: boolean;
  readonly user: string;
  /** @default none: the load balancer checks */
  readonly healthCheckCommand?: readonly string[];
  readonly executeCommand: boolean;
}

/** A task definition of the project's own, with its roles and log group. */
export class NewTaskDefinition extends Construct implements TaskDefinition {
  readonly arn: string;
  /** What must stand before a task can start. */
  readonly permissions: ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NewTaskDefinitionProps,
  ) {
    super(scope, id);
    const logGroup = this.createLogGroup();
    const executionRole = this.createExecutionRole();
    const taskRole = this.createTaskRole();
    this.arn = this.register(logGroup, executionRole, taskRole).arn;
    this.permissions = [...executionRole.permissions, ...taskRole.permissions];
  }

  private createLogGroup(): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, "logs", {
      name: `/ecs/${this.props.family}`,
      retentionInDays: this.props.logRetentionDays,
      skipDestroy: this.props.keepLogs,
    });
  }

  /** What ECS itself needs to start the task: pull the image, write logs, read the secrets. */
  private createExecutionRole(): ServiceRole {
    const secretArns = Object.values(this.props.secrets);
    return new ServiceRole(this, "execution-role", {
      namePrefix: `${this.props.family.slice(0, 32)}-exec-`,
      description: `Starts the tasks of ${this.props.family}`,
      account: this.props.account,
      trusted: "ecs-tasks.amazonaws.com",
      managedPolicies: ["service-role/AmazonECSTaskExecutionRolePolicy"],
      statements: [
        ...allow(
          ["secretsmanager:GetSecretValue"],
          secretArns.filter(isSecret).map(withoutJsonKey),
        ),
        ...allow(
          ["ssm:GetParameters"],
          secretArns.filter((arn) => !isSecret(arn)),
        ),
        ...allow(["kms:Decrypt"], this.props.secretsKmsKeyArns),
      ],
    });
  }

  /** What the program itself may do in AWS. */
  private createTaskRole(): ServiceRole {
    return new ServiceRole(this, "task-role", {
      namePrefix: `${this.props.family.slice(0, 32)}-task-`,
      description: `The program in the tasks of ${this.props.family}`,
      account: this.props.account,
      trusted: "ecs-tasks.amazonaws.com",
      policyArns: this.props.taskRolePolicyArns,
      statements: this.props.executeCommand ? allow(EXECUTE_COMMAND_ACTIONS, ["*"]) : [],
    });
  }

  private register(
    logGroup: CloudwatchLogGroup,
    executionRole: ServiceRole,
    taskRole: ServiceRole,
  ): EcsTaskDefinition {
    const { props } = this;
    return new EcsTaskDefinition(this, "task-definition", {
      family: props.family,
      networkMode: props.networkMode,
      requiresCompatibilities: ["EC2"],
      executionRoleArn: executionRole.role.arn,
      taskRoleArn: taskRole.role.arn,
      // The revision before stays registered: a rollback needs somewhere to go.
      skipDestroy: true,
      containerDefinitions: JSON.stringify([
        {
          name: props.containerName,
          image: props.image,
          command: props.command?.map(verbatim),
          essential: true,
          cpu: props.cpuUnits,
          memory: props.memoryMiB,
          user: props.user,
          readonlyRootFilesystem: props.readonlyRootFilesystem,
          portMappings: [
            {
              containerPort: props.containerPort,
              hostPort: props.networkMode === "awsvpc" ? props.containerPort : props.hostPort,
              protocol: "tcp",
            },
          ],
          environment: Object.entries(props.environment).map(([name, value]) => ({
            name,
            value: verbatim(value),
          })),
          secrets: Object.entries(props.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
          linuxParameters: { initProcessEnabled: true },
          healthCheck: props.healthCheckCommand && {
            command: props.healthCheckCommand.map(verbatim),
          },
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": logGroup.name,
              "awslogs-region": props.region,
              "awslogs-stream-prefix": props.containerName,
              // A disturbance of CloudWatch Logs must not hold up the program: lines are dropped.
              mode: "non-blocking",
              "max-buffer-size": "25m",
            },
          },
        },
      ]),
    });
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
const EXECUTE_COMMAND_ACTIONS = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

function allow(actions: readonly string[], resources: readonly string[]) {
  return resources.length === 0
    ? []
    : [{ effect: "Allow", actions: [...actions], resources: [...resources] }];
}

function isSecret(arn: string): boolean {
  return arn.split(":")[2] === "secretsmanager";
}

/** A task definition may name one key or version of a secret, a policy only the secret. */
function withoutJsonKey(arn: string): string {
  return arn.split(":").slice(0, 7).join(":");
}
