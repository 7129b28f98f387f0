import { DescribeNetworkInterfacesCommand, DescribeSubnetsCommand } from "@aws-sdk/client-ec2";
import { GetExperimentTemplateCommand, paginateListExperimentTemplates } from "@aws-sdk/client-fis";
import type { AwsClients } from "../../topology/live/clients";
import { findLoadBalancer } from "../../topology/live/load-balancing";
import { DrillError } from "../drill-error";
import type { EnvironmentScope } from "../environment-scope";
import type { Observation } from "../state/observation";
import type { Account } from "./account";
import type { ExperimentTemplate, ZonalSubnet } from "./plan-fault";

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
      const filters = Object.values(experimentTemplate?.targets ?? {}).flatMap(
        (target) => target.filters ?? [],
      );
      const zones = filters.find(({ path }) => path === "Placement.AvailabilityZone")?.values;
      return { id: found.id, zone: zones?.[0] };
    }
  }
  return undefined;
}

/**
 * Refuses to cut a subnet in which someone else's traffic would be cut too: it may hold this
 * environment's instances, its tasks, and its load balancer's nodes.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export async function refuseForeignInterfaces(
  { ec2 }: AwsClients,
  { loadBalancer }: EnvironmentScope,
  { instances, tasks }: Observation,
  subnetIds: readonly string[],
): Promise<void> {
  const own = new Set(instances.map(({ id }) => id));
  const addresses = new Set(tasks.flatMap((task) => task.addresses));
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: "subnet-id", Values: [...subnetIds] }],
    }),
  );
  const foreign = NetworkInterfaces.find(
    ({ Attachment, Description = "", PrivateIpAddress = "" }) =>
      !own.has(Attachment?.InstanceId ?? "") &&
      !addresses.has(PrivateIpAddress) &&
      !Description.startsWith(`ELB app/${loadBalancer}/`),
  );
  if (foreign) {
    const holder = foreign.Attachment?.InstanceId ?? foreign.Description ?? "";
    throw new DrillError(
      `the subnet "${foreign.SubnetId}" also holds ${foreign.NetworkInterfaceId} (${holder}), which is not this environment's: a blackhole would cut it off; choose --fault stop`,
    );
  }
}
