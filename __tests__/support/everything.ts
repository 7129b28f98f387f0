import type { EnvironmentInput } from "../../src/settings/schema";
import { backend, frontend, ownTaskDefinition } from "./environments";

/**
 * Every option that adds or changes resources, at once.
 *
 * @param taskSubnetIds one in each of three zones, for the service in awsvpc mode
 */
export function everything(taskSubnetIds: readonly string[]): Partial<EnvironmentInput> {
  return {
    protect: true,
    accountId: "123456789012",
    tags: { Team: "platform" },
    state: { kind: "s3", bucket: "taskmanager-demo-state" },
    newSubnets: [{}, {}],
    loadBalancer: {
      certificateArn: "arn:aws:acm:eu-north-1:123456789012:certificate/0a1b2c3d",
    },
    capacity: { instanceTypes: ["m6i.large", "m5.large"], spotPercent: 25 },
    services: [
      {
        ...frontend,
        autoscaling: { maximum: 9, cpuPercent: 60, memoryPercent: 70, requestsPerTarget: 1000 },
      },
      {
        ...backend,
        taskDefinition: {
          ...ownTaskDefinition,
          environment: { GREETING: 'say "hi" to ${USER}, 100 %{sure}' },
          secrets: { TOKEN: "arn:aws:ssm:eu-north-1:123456789012:parameter/taskmanager/token" },
        },
        awsvpc: { subnetIds: [...taskSubnetIds], egress: "nat-gateway" },
      },
    ],
    alarms: { emails: ["drift@example.com"] },
  };
}

/** The same, where every service has the longest name that ECS takes with the prefix before it. */
export function withLongestNames(taskSubnetIds: readonly string[]): Partial<EnvironmentInput> {
  const settings = everything(taskSubnetIds);
  const services = settings.services?.map((service, index) => ({
    ...service,
    name: `${"s".repeat(237)}${index}`,
  }));
  return { ...settings, services };
}
