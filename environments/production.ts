import { defineEnvironment } from "../src/settings";

/**
 * A cluster that exists and shared state: a pattern to copy. Before the first deploy give the state
 * bucket a name that is free in all of AWS, and name your own VPC, subnet and cluster.
 */
export default defineEnvironment({
  name: "production",
  region: "eu-north-1",
  state: { kind: "s3", bucket: "taskmanager-production-terraform-state" },

  existing: {
    vpc: { name: "taskmanager-vpc" },
    subnet: { name: "taskmanager-public-1" },
    cluster: {
      name: "taskmanager-cluster",
      // What `aws ecs describe-clusters` lists today; whatever is missing here would be removed.
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: [],
    },
  },

  // The zone and the address range of the new subnet are found at the first plan, and kept.
  newSubnets: [{}],
  services: [
    {
      name: "frontend",
      taskDefinition: { family: "taskmanager-frontend" },
      containerName: "frontend",
      containerPort: 80,
      autoscaling: { maximum: 6, cpuPercent: 60 },
    },
    {
      name: "backend",
      taskDefinition: { family: "taskmanager-backend" },
      containerName: "backend",
      containerPort: 5000,
      route: { priority: 100, pathPatterns: ["/tasks*"] },
      healthCheck: { path: "/tasks" },
      autoscaling: { maximum: 6, cpuPercent: 60, requestsPerTarget: 1000 },
    },
  ],
});
