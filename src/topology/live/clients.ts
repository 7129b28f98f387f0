import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { FisClient } from "@aws-sdk/client-fis";
import { STSClient } from "@aws-sdk/client-sts";

/** The AWS APIs that a live deployment is read through. */
export interface AwsClients {
  readonly region: string;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly fis: FisClient;
  readonly sts: STSClient;
}

/** A throttled call is tried again, with growing pauses and a rate that adapts to what AWS takes. */
const MAX_ATTEMPTS = 6;

/** A call that hangs, such as on a network that has gone, must not hold up what comes after it. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** Credentials, profile and `AWS_ENDPOINT_URL` are found as the AWS CLI finds them. */
export function createClients(region: string): AwsClients {
  const options = {
    region,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: "adaptive",
    requestHandler: TIMEOUTS,
  };
  return {
    region,
    ec2: new EC2Client(options),
    ecs: new ECSClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    autoScaling: new AutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    fis: new FisClient(options),
    sts: new STSClient(options),
  };
}

export function closeClients({ region: _, ...clients }: AwsClients): void {
  for (const client of Object.values(clients)) {
    client.destroy();
  }
}
