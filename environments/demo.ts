import { defineEnvironment } from "../src/settings";

/** The exercise in an empty account: its starting point is created, then made highly available. */
export default defineEnvironment({
  name: "demo",
  region: "eu-north-1",
  state: { kind: "local" },
  protect: false,

  foundation: {
    vpcCidrBlock: "10.0.0.0/16",
    subnetCidrBlock: "10.0.1.0/24",
    availabilityZone: "eu-north-1a",
  },
  existing: {
    vpc: { name: "taskmanager-vpc" },
    subnet: { name: "taskmanager-public-1" },
    cluster: { name: "taskmanager-cluster" },
  },

  newSubnets: [{ availabilityZone: "eu-north-1b", cidrBlock: "10.0.2.0/24" }],
  services: [
    {
      name: "frontend",
      taskDefinition: { family: "taskmanager-frontend" },
      containerName: "frontend",
      containerPort: 80,
    },
    {
      name: "backend",
      taskDefinition: { family: "taskmanager-backend" },
      containerName: "backend",
      containerPort: 5000,
      route: { priority: 100, pathPatterns: ["/tasks*"] },
      healthCheck: { path: "/tasks" },
    },
  ],
  zoneLossExperiment: {},
});
