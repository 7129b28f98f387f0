import { z } from "zod";
import { differ, label, resourceId } from "./primitives";
import { taskDefinition } from "./task-definition";

const awsvpc = z
  .strictObject({
    subnetIds: z
      .array(resourceId("subnet"))
      .min(2)
      .describe("subnets of the tasks, in the same zones as the load balancer"),
    egress: z
      .enum(["nat-gateway", "vpc-endpoints"])
      .describe(
        "how the tasks reach AWS: on EC2 they get no public address, so a public subnet gives them no internet",
      ),
  })
  .describe(
    "awsvpc networking: an address and a security group for each task; bridge with dynamic host ports where left out",
  );

const healthCheck = z
  .strictObject({
    path: z
      .string()
      .startsWith("/")
      .default("/")
      .describe("path; one that answers without a login"),
    matcher: z
      .string()
      .regex(
        /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
        "must be HTTP codes such as 200-299",
      )
      .default("200-299")
      .describe("HTTP codes that count as healthy"),
    intervalSeconds: z
      .int()
      .min(5)
      .max(300)
      .default(5)
      .describe("between checks; 5 is the ALB's least: a dead zone is found in 7 to 12 s"),
    timeoutSeconds: z
      .int()
      .min(2)
      .max(120)
      .default(2)
      .describe("until a check has failed; the ALB's least"),
    healthyThreshold: z
      .int()
      .min(2)
      .max(10)
      .default(2)
      .describe("passes until healthy again; the ALB's least"),
    unhealthyThreshold: z
      .int()
      .min(2)
      .max(10)
      .default(2)
      .describe("failures until unhealthy; the ALB's least"),
  })
  .refine((check) => check.timeoutSeconds < check.intervalSeconds, {
    error: "timeoutSeconds must be less than intervalSeconds",
  })
  .prefault({})
  .describe("the load balancer's health check");

const autoscaling = z
  .strictObject({
    minimum: z.int().min(1).optional().describe("least tasks; the desired count where left out"),
    maximum: z
      .int()
      .min(2)
      .describe("most tasks; the instances are sized to hold them with a zone lost"),
    cpuPercent: z.number().min(1).max(100).optional().describe("average CPU to hold"),
    memoryPercent: z.number().min(1).max(100).optional().describe("average memory to hold"),
    requestsPerTarget: z.number().min(1).optional().describe("requests a minute and task to hold"),
  })
  .refine(
    (scaling) =>
      [scaling.cpuPercent, scaling.memoryPercent, scaling.requestsPerTarget].some(
        (target) => target !== undefined,
      ),
    { error: "has no target: give cpuPercent, memoryPercent or requestsPerTarget" },
  )
  .describe("target tracking; a fixed desired count where left out");

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const pathPattern = z
  .string()
  .regex(
    /^[/*?][A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/,
    "must be a path of at most 128 characters such as /tasks*, beginning with / or a wildcard",
  );
const hostHeader = z
  .string()
  .regex(
    /^[A-Za-z0-9\-.*?]{1,128}$/,
    "must be a host name of at most 128 characters such as api.example.com, wildcards allowed",
  );

const route = z
  .strictObject({
    priority: z
      .int()
      .min(1)
      .max(50_000)
      .describe(
        "order among the rules, lowest first; stated, so that a new service never renumbers another",
      ),
    pathPatterns: z.array(pathPattern).default([]).describe("paths, such as /tasks*"),
    hostHeaders: z.array(hostHeader).default([]).describe("host names, such as api.example.com"),
  })
  .refine((rule) => rule.pathPatterns.length + rule.hostHeaders.length > 0, {
    error: "matches nothing: give pathPatterns or hostHeaders",
  })
  .refine((rule) => rule.pathPatterns.length + rule.hostHeaders.length <= 5, {
    error:
      "has more than the 5 values that a listener rule may hold: split it over hosts, or use wildcards",
  })
  .describe("which requests come here; the one service without a route gets all the others");

/**
 * Of an ECS service's name as a whole; what is before the service's own is checked with it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
export const LONGEST_NAME = 255;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
const RESERVED_HOST_PORTS = [22, 2375, 2376, 51_678, 51_679, 51_680];

const service = z
  .strictObject({
    name: label(LONGEST_NAME).describe(
      "name of the service; with `application` and the environment's name before it, at most 255 characters",
    ),
    taskDefinition: taskDefinition.describe(
      "a task definition that exists, by `family`, or one to create, by `image`",
    ),
    containerName: z
      .string()
      .regex(/^[\w-]{1,255}$/, "must be a container name")
      .describe("container that answers"),
    containerPort: z.int().min(1).max(65_535).describe("port that it listens on"),
    hostPort: z
      .int()
      .min(0)
      .max(65_535)
      .refine((port) => !RESERVED_HOST_PORTS.includes(port), {
        error: "is a port that the ECS agent keeps on every instance: give another, or 0",
      })
      .default(0)
      .describe(
        "port on the instance; 0 lets the instance choose, so that a survivor has room for a second task",
      ),
    memoryMiB: z
      .int()
      .min(6)
      .default(256)
      .describe("memory of one task; checked against an existing task definition"),
    cpuUnits: z
      .int()
      .min(0)
      .default(128)
      .describe("CPU units of one task, 1024 a vCPU; checked against an existing task definition"),
    awsvpc: awsvpc.optional(),
    route: route.optional(),
    desiredCount: z
      .int()
      .min(1)
      .optional()
      .describe("tasks that always run; one a zone where left out"),
    healthCheck,
    healthCheckGracePeriodSeconds: z
      .int()
      .min(0)
      .max(3600)
      .default(60)
      .describe(
        "until ECS heeds the health check of a new task; 60 so that a slow start is not killed",
      ),
    deregistrationDelaySeconds: z
      .int()
      .min(0)
      .max(3600)
      .default(30)
      .describe("for requests under way when a task leaves; AWS's 300 only makes deployments slow"),
    autoscaling: autoscaling.optional(),
    executeCommand: z
      .boolean()
      .default(false)
      .describe("ECS Exec into the tasks; off, as it opens a shell"),
  })
  .refine((each) => !each.awsvpc || each.hostPort === 0, {
    error: "has no meaning with awsvpc: leave it out",
    path: ["hostPort"],
  })
  .refine(canExecute, {
    error: "needs a writable root file system: set taskDefinition.readonlyRootFilesystem to false",
    path: ["executeCommand"],
  });

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations */
function canExecute(each: {
  executeCommand: boolean;
  taskDefinition: z.output<typeof taskDefinition>;
}) {
  return !(
    each.executeCommand &&
    "image" in each.taskDefinition &&
    each.taskDefinition.readonlyRootFilesystem
  );
}

export const services = z
  .array(service)
  .min(1)
  .check(
    differ("names an earlier service: give each its own name", ["name"]),
    differ("is taken by an earlier service: give another", ["route", "priority"]),
  )
  .describe("the ECS services behind the load balancer");
