import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../src/settings/schema";
import { backend, frontend, mistakesIn, ownTaskDefinition, written } from "../support/environments";

type Case = readonly [what: string, changes: Partial<EnvironmentInput>, message: string];

/** One changed frontend; the demo's backend stays beside it. */
function withFrontend(changes: object): Partial<EnvironmentInput> {
  return { services: [{ ...frontend, ...changes }, backend] };
}

const ownFrontend = (changes: object = {}) =>
  withFrontend({
    taskDefinition: { ...ownTaskDefinition, ...changes },
  });

const cases: readonly Case[] = [
  [
    "an environment name that resource names cannot hold",
    { name: "Prod_1" },
    'name: "Prod_1" must be 1 to 15 lower-case letters, digits and single hyphens, beginning with a letter',
  ],
  [
    "a name that ECS keeps for its own providers",
    {
      application: "ecs-tasks",
      services: [{ ...frontend, taskDefinition: { family: "ecs-tasks-frontend" } }],
    },
    'application: "ecs-tasks" is the beginning of a name that AWS forbids (aws, ecs, fargate, internal-, sg-, sthree-): give another name',
  ],
  [
    "a tag that the stacks set",
    { tags: { environment: "other" } },
    'tags.environment: "environment" is a tag that this project sets: give another key',
  ],
  [
    "a tag that AWS would not take",
    { tags: { "aws:owner": "me" } },
    'tags.aws:owner: "aws:owner" must be 1 to 128 letters, digits, spaces and _.:/=+-@, and not begin with aws:',
  ],
  [
    "a source that is no network address",
    { loadBalancer: { allowedCidrBlocks: ["10.0.0.1/24"] } },
    'loadBalancer.allowedCidrBlocks[0]: "10.0.0.1/24" is not an IPv4 block such as 192.0.2.0/24 (network address and prefix)',
  ],
  [
    "a source given twice",
    { loadBalancer: { allowedCidrBlocks: ["0.0.0.0/0", "0.0.0.0/0"] } },
    "loadBalancer.allowedCidrBlocks: says something twice",
  ],
  [
    "a path that no request can have",
    { services: [frontend, { ...backend, route: { priority: 1, pathPatterns: ["tasks"] } }] },
    'services[1].route.pathPatterns[0]: "tasks" must be a path of at most 128 characters such as /tasks*, beginning with / or a wildcard',
  ],
  [
    "a host with a scheme",
    { services: [frontend, { ...backend, route: { priority: 1, hostHeaders: ["http://api"] } }] },
    'services[1].route.hostHeaders[0]: "http://api" must be a host name of at most 128 characters such as api.example.com, wildcards allowed',
  ],
  [
    "codes that are no range",
    withFrontend({ healthCheck: { matcher: "200-300-400" } }),
    'services[0].healthCheck.matcher: "200-300-400" must be HTTP codes such as 200-299',
  ],
  [
    "a host port of the ECS agent's",
    withFrontend({ hostPort: 51_678 }),
    "services[0].hostPort: 51678 is a port that the ECS agent keeps on every instance: give another, or 0",
  ],
  [
    "an alias where IAM wants a key",
    ownFrontend({ secretsKmsKeyArns: ["arn:aws:kms:eu-north-1:123456789012:alias/app"] }),
    'services[0].taskDefinition.secretsKmsKeyArns[0]: "arn:aws:kms:eu-north-1:123456789012:alias/app" must be the ARN of a key, not of an alias',
  ],
  [
    "a direction that is none in a region",
    { region: "us-est-1" },
    'region: "us-est-1" is not a region: give one such as eu-north-1',
  ],
  [
    "an image id that is cut off",
    { capacity: { imageId: "ami-0123456789abcde" } },
    'capacity.imageId: "ami-0123456789abcde" must be an id such as ami-0123456789abcdef0',
  ],
  [
    "a certificate of another region",
    { loadBalancer: { certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" } },
    'loadBalancer.certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" is a certificate of us-east-1, and a load balancer takes those of its own region alone: give one of eu-north-1',
  ],
  [
    "a TLS policy that AWS does not have",
    { loadBalancer: { sslPolicy: "ELBSecurityPolicy-TLS13-1-4-2021-06" } },
    'loadBalancer.sslPolicy: "ELBSecurityPolicy-TLS13-1-4-2021-06" is not a TLS policy of an Application Load Balancer: give one such as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09, or leave it out',
  ],
  [
    "a variable named like a secret, without its value",
    ownFrontend({ environment: { DB_PASSWORD: "correct horse" } }),
    "services[0].taskDefinition.environment.DB_PASSWORD: is named like a secret, and everyone who may read the task definition would see it: keep it in Secrets Manager or Parameter Store, and give its ARN in secrets",
  ],
  [
    "a password in a URL",
    ownFrontend({ environment: { DATABASE: "postgres://app:hunter2@db.example.com/tasks" } }),
    "services[0].taskDefinition.environment.DATABASE: holds what looks like a URL with a password, and everyone who may read the task definition would see it: keep it in Secrets Manager or Parameter Store, and give its ARN in secrets",
  ],
  [
    "a name that is too long with what comes before it",
    withFrontend({ name: "a".repeat(240) }),
    "services[0].name: has 240 characters, and with taskmanager-demo- before it more than the 255 that ECS takes: give at most 238",
  ],
  [
    "silence on what a cluster that exists has",
    { foundation: undefined },
    "existing.cluster.capacityProviders: is missing: give what `aws ecs describe-clusters --clusters taskmanager-cluster` lists, or [] where that is empty; Terraform removes what is not given",
  ],
  [
    "a region that is none",
    { region: "stockholm" },
    'region: "stockholm" is not a region: give one such as eu-north-1',
  ],
  [
    "both state backends at once",
    { state: { kind: "local", bucket: "taskmanager-state" } as never },
    "state.bucket: is not a setting here: see docs/settings.md",
  ],
  [
    "a state backend that there is not",
    { state: { kind: "gcs" } as never },
    'state.kind: "gcs" is not one of local, s3',
  ],
  [
    "a misspelt setting",
    withFrontend({ desiredcount: 3 }),
    "services[0].desiredcount: is not a setting here: see docs/settings.md",
  ],
  // network
  [
    "a block outside the VPC",
    { newSubnets: [{ cidrBlock: "10.1.2.0/24" }] },
    'newSubnets[0].cidrBlock: "10.1.2.0/24" is not inside the VPC\'s 10.0.0.0/16: give a block of it',
  ],
  [
    "a block that holds the existing subnet",
    { newSubnets: [{ cidrBlock: "10.0.0.0/22" }] },
    'newSubnets[0].cidrBlock: "10.0.0.0/22" overlaps 10.0.1.0/24 of the existing subnet: give a free block, or leave it out',
  ],
  [
    "two new blocks that overlap",
    { newSubnets: [{ cidrBlock: "10.0.2.0/24" }, { cidrBlock: "10.0.2.128/25" }] },
    'newSubnets[1].cidrBlock: "10.0.2.128/25" overlaps 10.0.2.0/24 of newSubnets[0]: give a free block, or leave it out',
  ],
  [
    "a block too small for a load balancer",
    { newSubnets: [{ cidrBlock: "10.0.2.0/28" }] },
    'newSubnets[0].cidrBlock: "10.0.2.0/28" is smaller than /27, the least that a load balancer accepts',
  ],
  [
    "an address that is not the network's",
    { newSubnets: [{ cidrBlock: "10.0.2.7/24" }] },
    'newSubnets[0].cidrBlock: "10.0.2.7/24" is not an IPv4 block such as 10.0.2.0/24 (network address, prefix /16 to /28)',
  ],
  [
    "the existing subnet's zone once more",
    { newSubnets: [{ availabilityZone: "eu-north-1a" }] },
    'newSubnets[0].availabilityZone: "eu-north-1a" already has a subnet of the service, and two in one zone die together: give another zone',
  ],
  [
    "a zone of another region",
    { newSubnets: [{ availabilityZone: "eu-west-1b" }] },
    'newSubnets[0].availabilityZone: "eu-west-1b" is not a zone of eu-north-1: give one such as eu-north-1b',
  ],
  ["no second zone", { newSubnets: [] }, "newSubnets: is out of range: give at least 1 entry"],
  [
    "an id of what the foundation has yet to create",
    { existing: { ...written().existing, vpc: { id: "vpc-0123456789abcdef0" } } },
    "existing.vpc: has an id, but the foundation has yet to create it: give the name it shall have",
  ],
  [
    "an id of another kind of resource",
    { existing: { ...written().existing, vpc: { id: "subnet-0123456789abcdef0" } } },
    'existing.vpc.id: "subnet-0123456789abcdef0" must be an id such as vpc-0123456789abcdef0',
  ],
  [
    "a foundation subnet outside its VPC",
    { foundation: { subnetCidrBlock: "10.9.1.0/24" } },
    'foundation.subnetCidrBlock: "10.9.1.0/24" is not inside the VPC\'s 10.0.0.0/16: give a block of it',
  ],
  [
    "an experiment in a zone that there is not",
    { zoneLossExperiment: { subnet: 3 } },
    "zoneLossExperiment.subnet: 3 is more than the 2 zones of the service: give 1 to 2",
  ],
  // services
  [
    "a scaling maximum below the desired count",
    withFrontend({ desiredCount: 4, autoscaling: { maximum: 3, cpuPercent: 60 } }),
    "services[0].autoscaling.maximum: 3 is less than the desired count 4: give at least 4",
  ],
  [
    "a desired count below the scaling minimum",
    withFrontend({ desiredCount: 2, autoscaling: { minimum: 4, maximum: 6, cpuPercent: 60 } }),
    "services[0].desiredCount: 2 is less than autoscaling.minimum 4: give at least 4",
  ],
  [
    "scaling without a target",
    withFrontend({ autoscaling: { maximum: 6 } }),
    "services[0].autoscaling: has no target: give cpuPercent, memoryPercent or requestsPerTarget",
  ],
  [
    "two default services",
    { services: [frontend, { ...backend, route: undefined }] },
    'services: "frontend" and "backend" have no route, but only one can be the default: give the others a route',
  ],
  [
    "no default service",
    { services: [backend] },
    "services: every service has a route, so other requests have nowhere to go: leave one without",
  ],
  [
    "two services of one name",
    { services: [frontend, { ...backend, name: "frontend" }] },
    'services[1].name: "frontend" names an earlier service: give each its own name',
  ],
  [
    "two rules of one priority",
    { services: [frontend, backend, { ...backend, name: "reports" }] },
    "services[2].route.priority: 100 is taken by an earlier service: give another",
  ],
  [
    "a rule that matches nothing",
    { services: [frontend, { ...backend, route: { priority: 100 } }] },
    "services[1].route: matches nothing: give pathPatterns or hostHeaders",
  ],
  [
    "a check that outlasts its interval",
    withFrontend({ healthCheck: { intervalSeconds: 5, timeoutSeconds: 5 } }),
    "services[0].healthCheck: timeoutSeconds must be less than intervalSeconds",
  ],
  [
    "no task definition",
    withFrontend({ taskDefinition: undefined }),
    "services[0].taskDefinition: is missing: see docs/settings.md",
  ],
  [
    "two task definitions",
    withFrontend({ taskDefinition: { family: "taskmanager-frontend", ...ownTaskDefinition } }),
    "services[0].taskDefinition.image: is not a setting here: see docs/settings.md",
  ],
  [
    "a family that the foundation does not make",
    withFrontend({ taskDefinition: { family: "taskmanager-web" } }),
    'services[0].taskDefinition.family: "taskmanager-web" is not one that the foundation creates (taskmanager-frontend, taskmanager-backend): give one of them, or an image',
  ],
  [
    "an image without a fixed tag",
    ownFrontend({ image: "registry.example.com:5000/taskmanager/frontend:latest" }),
    'services[0].taskDefinition.image: "registry.example.com:5000/taskmanager/frontend:latest" has no fixed tag or digest, so a rollback would have nowhere to go: give one that is not `latest`',
  ],
  [
    "a container that runs as root",
    ownFrontend({ user: "0:0" }),
    'services[0].taskDefinition.user: "0:0" is root: give an unprivileged user',
  ],
  [
    "a secret that is no ARN",
    ownFrontend({ secrets: { DB_PASSWORD: "hunter2" } }),
    'services[0].taskDefinition.secrets.DB_PASSWORD: "hunter2" must be an ARN such as arn:aws:secretsmanager:… or arn:aws:ssm:…',
  ],
  [
    "ECS Exec into a read-only container",
    {
      services: [
        {
          ...frontend,
          taskDefinition: ownTaskDefinition,
          executeCommand: true,
        },
        backend,
      ],
    },
    "services[0].executeCommand: true needs a writable root file system: set taskDefinition.readonlyRootFilesystem to false",
  ],
  [
    "awsvpc without a word on how the tasks reach AWS",
    withFrontend({
      awsvpc: { subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] },
    }),
    "services[0].awsvpc.egress: is missing: give one of nat-gateway, vpc-endpoints",
  ],
  [
    "awsvpc subnets in fewer zones than the service",
    {
      ...withFrontend({
        awsvpc: {
          subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
          egress: "nat-gateway",
        },
      }),
      newSubnets: [{}, {}],
    },
    "services[0].awsvpc.subnetIds: has 2 subnets for 3 zones: give one in each",
  ],
  [
    "a host port in awsvpc mode",
    withFrontend({
      hostPort: 80,
      awsvpc: {
        subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        egress: "vpc-endpoints",
      },
    }),
    "services[0].hostPort: 80 has no meaning with awsvpc: leave it out",
  ],
  // capacity
  [
    "a minimum that a lost zone leaves too small, with the arithmetic",
    { ...withFrontend({ hostPort: 80 }), capacity: { minimumSize: 2 } },
    "capacity.minimumSize: 2 instances over 2 zones leave 1 when a zone is lost, but its tasks need 2: " +
      "frontend 2 x (256 MiB, 128 CPU units, host port 80) + backend 2 x (256 MiB, 128 CPU units); " +
      "one t3.small has room for 1881 MiB, 2048 CPU units and 2 awsvpc tasks; give at least 4, or leave it out",
  ],
  [
    "a maximum below what a lost zone needs",
    { ...withFrontend({ hostPort: 80 }), capacity: { maximumSize: 3 } },
    "capacity.maximumSize: 3 is less than the 4 instances that keep every task placed when a zone is lost: give at least 4",
  ],
  [
    "a maximum below the minimum",
    { capacity: { minimumSize: 6, maximumSize: 4 } },
    "capacity.maximumSize: 4 is less than minimumSize 6: give at least 6",
  ],
  [
    "a task larger than an instance",
    withFrontend({ memoryMiB: 4096 }),
    "services[0].memoryMiB: one task needs 4096, but one t3.small has room for 1881 MiB, 2048 CPU units and 2 awsvpc tasks: choose larger instanceTypes, or a smaller task",
  ],
  [
    "an instance type that is not known",
    { capacity: { instanceTypes: ["t3.smal"] } },
    'capacity.instanceTypes[0]: "t3.smal" is not in the built-in table: check the spelling, or give { name, memoryMiB, vcpus, networkInterfaces, architecture }',
  ],
  [
    "two processors in one group",
    { capacity: { instanceTypes: ["t3.small", "t4g.small"] } },
    "capacity.instanceTypes: mixes x86_64 and arm64, which need different machine images: choose one",
  ],
  // waivers
  [
    "a waiver of a rule that is slightly misspelt",
    { waivers: [{ rule: "ha-lb-3", reason: "on trial", until: "2027-01-31" }] },
    'waivers[0].rule: "ha-lb-3" is not a rule: did you mean HA-LB-03?',
  ],
  [
    "a waiver of a rule that its family does not have",
    { waivers: [{ rule: "HA-LB-77", reason: "on trial", until: "2027-01-31" }] },
    'waivers[0].rule: "HA-LB-77" is not a rule: there are HA-LB-01 to HA-LB-04',
  ],
  [
    "a waiver of something else altogether",
    { waivers: [{ rule: "everything", reason: "on trial", until: "2027-01-31" }] },
    'waivers[0].rule: "everything" is not a rule: see docs/rules.md',
  ],
  [
    "a waiver without a reason",
    { waivers: [{ rule: "HA-LB-03", reason: " ", until: "2027-01-31" }] },
    'waivers[0].reason: " " is empty: say why the rule is waived',
  ],
  [
    "a waiver until a day that there is not",
    { waivers: [{ rule: "HA-LB-03", reason: "on trial", until: "2027-02-30" }] },
    'waivers[0].until: "2027-02-30" must be a day such as 2027-01-31',
  ],
  // cluster
  [
    "a default strategy that names an unknown provider",
    {
      existing: {
        ...written().existing,
        cluster: {
          name: "taskmanager-cluster",
          capacityProviders: ["FARGATE"],
          defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }],
        },
      },
    },
    'existing.cluster.defaultCapacityProviderStrategy[0].capacityProvider: "FARGATE_SPOT" is not in existing.cluster.capacityProviders: add it there',
  ],
  [
    "the environment's own provider among those to keep",
    {
      existing: {
        ...written().existing,
        cluster: { name: "taskmanager-cluster", capacityProviders: ["taskmanager-demo"] },
      },
    },
    'existing.cluster.capacityProviders[0]: "taskmanager-demo" is the provider that this environment creates: leave it out',
  ],
];

describe("settings that are refused", () => {
  it.each(cases)("%s", (_, changes, message) => {
    expect(mistakesIn(written(changes))).toContain(message);
  });

  it("are all told at once, those over several parts too", () => {
    const mistakes = mistakesIn(
      written({
        region: "stockholm",
        newSubnets: [{ cidrBlock: "10.1.2.0/24" }],
        services: [{ ...frontend, desiredCount: 0 }, backend],
      }),
    );
    expect(mistakes).toHaveLength(3);
    expect(mistakes).toEqual([
      expect.stringContaining("region:"),
      expect.stringContaining("services[0].desiredCount:"),
      expect.stringContaining("newSubnets[0].cidrBlock:"),
    ]);
  });

  it("are reported together where entries of one list contradict each other", () => {
    const route = { priority: 7, pathPatterns: ["/a*"] };
    const services = [
      { ...frontend, name: "web", desiredCount: 0 },
      { ...backend, name: "tasks", route },
      { ...backend, name: "tasks", route, containerPort: 0 },
    ];
    expect(mistakesIn(written({ services }))).toEqual([
      expect.stringContaining("services[0].desiredCount:"),
      expect.stringContaining("services[2].containerPort:"),
      'services[2].name: "tasks" names an earlier service: give each its own name',
      "services[2].route.priority: 7 is taken by an earlier service: give another",
    ]);
  });

  it("leave static stability to its rule, where that is waived", () => {
    const fixed = { ...withFrontend({ hostPort: 80 }), capacity: { minimumSize: 2 } };
    const waiver = { rule: "HA-SVC-09", reason: "no second host yet", until: "2027-01-31" };
    expect(mistakesIn(written({ ...fixed, waivers: [waiver] }))).toEqual([]);
    expect(mistakesIn(written({ ...fixed, waivers: [{ ...waiver, rule: "HA-LB-03" }] }))).toEqual([
      expect.stringMatching(/^capacity\.minimumSize:/),
    ]);
  });

  it.each([[undefined], [null], [7], ["demo"], [[]]])("%j is no environment", (settings) => {
    expect(mistakesIn(settings)).toEqual([
      "exports no settings: end the file with `export default defineEnvironment({ … })`",
    ]);
  });

  it("names every part that is missing", () => {
    expect(mistakesIn({})).toEqual([
      "name: is missing: give a string",
      "region: is missing: give a string",
      "state: is missing: give an object",
      "existing: is missing: give an object",
      "services: is missing: give an array",
    ]);
  });
});
