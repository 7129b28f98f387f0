import { DescribeNetworkInterfacesCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import {
  type ExperimentTemplate as FisTemplate,
  GetExperimentTemplateCommand,
  paginateListExperimentTemplates,
} from "@aws-sdk/client-fis";
import type { AwsClients } from "../../topology/live/clients";
import { findLoadBalancer } from "../../topology/live/load-balancing";
import { DrillError } from "../drill-error";
import type { EnvironmentScope } from "../environment-scope";
import type { Observation } from "../state/observation";
import type { Account } from "./account";
import type { ExperimentTemplate, ZonalSubnet } from "./plan-fault";

/** An instance that the group has replaced has no more traffic to lose. */
const LEAVING = ["shutting-down", "terminated"];

/** How FIS's filters name the zone of an instance. */
const ZONE_PATH = "Placement.AvailabilityZone";

/** The subnets of the environment's load balancer and instances. */
export async function readZonalSubnets(
  clients: AwsClients,
  account: Account,
  scope: EnvironmentScope,
  { group }: Observation,
): Promise<ZonalSubnet[]> {
  const { AvailabilityZones = [] } = await findLoadBalancer(clients, scope.loadBalancer);
  const ids = AvailabilityZones.flatMap(({ SubnetId }) => SubnetId ?? []);
  const { Subnets = [] } = await clients.ec2.send(
    new DescribeSubnetsCommand({ SubnetIds: [...new Set([...ids, ...group.subnetIds])] }),
  );
  return Promise.all(
    Subnets.map(async ({ SubnetId: id = "", AvailabilityZone: zone = "", VpcId: vpcId = "" }) => ({
      id,
      zone,
      vpcId,
      acl: (await account.aclOf(id)).acl,
    })),
  );
}

/** By its Name tag. */
export async function findTemplate(
  { fis }: AwsClients,
  { experiment }: EnvironmentScope,
): Promise<ExperimentTemplate | undefined> {
  for await (const { experimentTemplates = [] } of paginateListExperimentTemplates(
    { client: fis },
    {},
  )) {
    const found = experimentTemplates.find(({ tags }) => tags?.["Name"] === experiment);
    if (found?.id) {
      const { experimentTemplate } = await fis.send(
        new GetExperimentTemplateCommand({ id: found.id }),
      );
      return templateOf(found.id, experimentTemplate);
    }
  }
  return undefined;
}

function templateOf(id: string, template: FisTemplate = {}): ExperimentTemplate {
  const actions = Object.values(template.actions ?? {});
  const used = new Set(actions.flatMap(({ targets = {} }) => Object.values(targets)));
  const targets = Object.entries(template.targets ?? {})
    .filter(([name]) => used.has(name))
    .map(([, { resourceArns = [], resourceTags = {}, filters = [] }]) => ({
      arns: resourceArns,
      tags: resourceTags,
      filters: filters.map(({ path = "", values = [] }) => ({ path, values })),
    }));
  const [zone] = targets
    .flatMap(({ filters }) => filters)
    .flatMap(({ path, values }) => (path === ZONE_PATH ? values : []));
  return { id, zone, actions: actions.map(({ actionId = "" }) => actionId), targets };
}

/**
 * Refuses to cut a subnet in which someone else's traffic would be cut too: it may hold the
 * instances of this environment's group, its tasks, and its load balancer's nodes.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export async function refuseForeignInterfaces(
  { ec2 }: AwsClients,
  { loadBalancer }: EnvironmentScope,
  { group, instances, tasks }: Observation,
  subnetIds: readonly string[],
): Promise<void> {
  const members = new Set(group.members.map(({ instanceId }) => instanceId));
  const own = new Set(
    instances
      .filter(({ id, state }) => members.has(id) || LEAVING.includes(state))
      .map(({ id }) => id),
  );
  const addresses = new Set(tasks.flatMap((task) => task.addresses));
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: "subnet-id", Values: [...subnetIds] }],
    }),
  );
  const foreign = NetworkInterfaces.filter(
    ({ Attachment, Description = "", PrivateIpAddress = "" }) =>
      !own.has(Attachment?.InstanceId ?? "") &&
      !addresses.has(PrivateIpAddress) &&
      !Description.startsWith(`ELB app/${loadBalancer}/`),
  );
  if (foreign.length > 0) {
    const held = foreign.map(
      ({ SubnetId, NetworkInterfaceId, Attachment, Description = "" }) =>
        `the subnet "${SubnetId}" also holds ${NetworkInterfaceId} (${Attachment?.InstanceId ?? Description})`,
    );
    throw new DrillError(
      `${held.join("; ")}: that is not of this environment's Auto Scaling group, and a blackhole would cut it off; choose --fault stop`,
    );
  }
}
