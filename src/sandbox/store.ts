import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";

/** The store as the schedulers see it: through AWS's own clients. */
export class Store {
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;

  constructor(
    readonly url: string,
    readonly region: string,
  ) {
    const options = {
      endpoint: url,
      region,
      credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
    };
    this.ec2 = new EC2Client(options);
    this.ecs = new ECSClient(options);
    this.elb = new ElasticLoadBalancingV2Client(options);
  }

  close(): void {
    this.ec2.destroy();
    this.ecs.destroy();
    this.elb.destroy();
  }
}

/** The account that moto answers for. */
export const ACCOUNT = "123456789012";
