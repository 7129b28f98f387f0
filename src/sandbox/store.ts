import { Agent } from "node:http";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";

/** The store as the schedulers see it: through AWS's own clients. */
export class Store {
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  /** A subnet never changes its zone. */
  private readonly zones = new Map<string, string>();

  /** @param socketPath of the store's socket file */
  constructor(
    socketPath: string,
    readonly region: string,
  ) {
    const throughSocket = { keepAlive: true, socketPath };
    const options = {
      endpoint: "http://localhost",
      region,
      // Whoever can open the socket is let in.
      credentials: { accessKeyId: "store", secretAccessKey: "store" },
      requestHandler: { httpAgent: new Agent(throughSocket) },
    };
    this.ec2 = new EC2Client(options);
    this.ecs = new ECSClient(options);
    this.elb = new ElasticLoadBalancingV2Client(options);
  }

  async zoneOf(subnetId: string): Promise<string> {
    const known = this.zones.get(subnetId);
    if (known) {
      return known;
    }
    const { Subnets } = await this.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] }));
    const zone = Subnets?.[0]?.AvailabilityZone as string;
    this.zones.set(subnetId, zone);
    return zone;
  }

  close(): void {
    this.ec2.destroy();
    this.ecs.destroy();
    this.elb.destroy();
  }
}

/** The account that moto answers for. */
export const ACCOUNT = "123456789012";
