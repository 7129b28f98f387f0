import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { Annotations } from "cdktf";
import { Construct } from "constructs";
import type { ExistingCluster } from "./existing-cluster";
import type { InstanceCapacity } from "./instance-capacity";

export interface CapacityProviderShare {
  readonly capacityProvider: string;
  readonly weight: number;
  readonly base: number;
}

export interface ClusterAssociationProps {
  readonly cluster: ExistingCluster;
  readonly capacity: InstanceCapacity;
  /** Capacity providers that the cluster has already. */
  readonly keptProviders: readonly string[];
  readonly keptDefaultStrategy: readonly CapacityProviderShare[];
}

/**
 * The cluster's list of capacity providers: those it has, and ours. AWS keeps one list a cluster,
 * so this resource owns it whole, and destroying it would leave the cluster without any.
 */
export class ClusterAssociation extends Construct {
  readonly association: EcsClusterCapacityProviders;

  constructor(scope: Construct, id: string, props: ClusterAssociationProps) {
    super(scope, id);
    const shared = props.keptProviders.length > 0;
    this.association = new EcsClusterCapacityProviders(this, "association", {
      clusterName: props.cluster.name,
      capacityProviders: [...props.keptProviders, props.capacity.provider.name],
      defaultCapacityProviderStrategy: props.keptDefaultStrategy.map((share) => ({ ...share })),
      lifecycle: { preventDestroy: shared },
    });
    if (shared) {
      this.explainProtection(props.keptProviders);
    }
  }

  /** Terraform's own message says only that destroying is forbidden; this is shown at every synth. */
  private explainProtection(kept: readonly string[]): void {
    Annotations.of(this).addInfo(
      `${this.association.terraformResourceType}.${this.association.friendlyUniqueId} is protected from destroy, ` +
        `because destroying it would take ${kept.join(", ")} from the cluster too; ` +
        "before `cdktf destroy`, see “Leaving a shared cluster” in docs/change-and-remove.md",
    );
  }
}
