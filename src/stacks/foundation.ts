import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import type { Construct } from "constructs";
import { InternetRoute } from "../constructs/network/internet-route";
import type { Environment } from "../settings";
import type { FOUNDATION_FAMILIES } from "../settings/foundation-families";
import { EnvironmentStack } from "./environment-stack";

export type Foundation = NonNullable<Environment["foundation"]>;

interface ExerciseContainer {
  readonly image: string;
  readonly command?: readonly string[];
  readonly containerPort: number;
}

/** Answers any GET with an empty list of tasks, until the course participant's own image is there. */
const EMPTY_TASK_LIST = `
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"tasks": []}')
HTTPServer(("", 5000), Handler).serve_forever()
`.trim();

const EXERCISE: Readonly<Record<(typeof FOUNDATION_FAMILIES)[number], ExerciseContainer>> = {
  frontend: { image: "public.ecr.aws/nginx/nginx:1.28-alpine", containerPort: 80 },
  backend: {
    image: "public.ecr.aws/docker/library/python:3.13-alpine",
    command: ["python", "-c", EMPTY_TASK_LIST],
    containerPort: 5000,
  },
};

/** What the exercise starts from: one VPC, one public subnet, a cluster and two task definitions. */
export class FoundationStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    environment: Environment,
    private readonly foundation: Foundation,
  ) {
    super(scope, "foundation", environment);
    this.keepStateWhereTold();
    const vpc = this.createVpc();
    this.createPublicSubnet(vpc, this.createInternetGateway(vpc));
    this.createCluster();
    this.createTaskDefinition("frontend");
    this.createTaskDefinition("backend");
  }

  private createVpc(): Vpc {
    return new Vpc(this, "vpc", {
      cidrBlock: this.foundation.vpcCidrBlock,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: nameOf(this.environment.existing.vpc) },
    });
  }

  private createInternetGateway(vpc: Vpc): InternetGateway {
    return new InternetGateway(this, "internet-gateway", {
      vpcId: vpc.id,
      tags: { Name: this.prefix },
    });
  }

  private createPublicSubnet(vpc: Vpc, gateway: InternetGateway): void {
    const name = nameOf(this.environment.existing.subnet);
    const subnet = new Subnet(this, "public-subnet", {
      vpcId: vpc.id,
      cidrBlock: this.foundation.subnetCidrBlock,
      availabilityZone: this.foundation.availabilityZone,
      mapPublicIpOnLaunch: true,
      tags: { Name: name },
    });
    new InternetRoute(this, "public-route", {
      name,
      vpcId: vpc.id,
      subnetId: subnet.id,
      internetGatewayId: gateway.id,
    });
  }

  private createCluster(): void {
    new EcsCluster(this, "cluster", {
      name: this.environment.existing.cluster.name,
      setting: [{ name: "containerInsights", value: "enabled" }],
    });
  }

  private createTaskDefinition(part: keyof typeof EXERCISE): void {
    const { image, command, containerPort } = EXERCISE[part];
    const family = `${this.environment.application}-${part}`;
    new EcsTaskDefinition(this, `${part}-task-definition`, {
      family,
      networkMode: "bridge",
      requiresCompatibilities: ["EC2"],
      containerDefinitions: JSON.stringify([
        {
          name: part,
          image,
          command,
          cpu: 128,
          memory: 256,
          essential: true,
          portMappings: [{ containerPort, hostPort: 0, protocol: "tcp" }],
        },
      ]),
    });
  }
}

/** The settings refuse an id where the foundation is to create the thing. */
function nameOf(reference: { id: string } | { name: string }): string {
  return "name" in reference ? reference.name : reference.id;
}
