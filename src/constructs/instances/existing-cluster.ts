import { DataAwsEcsCluster } from "@cdktf/provider-aws/lib/data-aws-ecs-cluster";
import { Construct } from "constructs";
import { refuseUnless } from "../common/refusal";

export interface ExistingClusterProps {
  readonly name: string;
  /** Whether an alarm reads the task counts that only Container Insights publishes. */
  readonly needsContainerInsights: boolean;
}

/** The ECS cluster that the service runs on. */
export class ExistingCluster extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ExistingClusterProps) {
    super(scope, id);
    const cluster = new DataAwsEcsCluster(this, "cluster", {
      clusterName: props.name,
      lifecycle: {
        postcondition: [
          refuseUnless(
            'self.status == "ACTIVE"',
            `existing.cluster: "${props.name}" is "\${self.status}", not ACTIVE: create it, or give another cluster`,
          ),
          ...(props.needsContainerInsights ? [containerInsightsOn(props.name)] : []),
        ],
      },
    });
    this.name = cluster.clusterName;
    this.arn = cluster.arn;
  }
}

function containerInsightsOn(name: string) {
  return refuseUnless(
    'anytrue([for setting in self.setting : setting.name == "containerInsights" && contains(["enabled", "enhanced"], setting.value)])',
    `existing.cluster: "${name}" has Container Insights off, so no alarm can count its running tasks; turn it on with: aws ecs update-cluster-settings --cluster ${name} --settings name=containerInsights,value=enabled  or set alarms.containerInsights to false and waive HA-OPS-02`,
  );
}
