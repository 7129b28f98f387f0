import type { Deployment } from "./deployment";
import type { DeploymentReading } from "./deployment-of-topology";

/** Gives a name, or a text that has names in it; different ones for different ones. */
export type Rename = (text: string) => string;

/** A reading in which everything that is named has another name, and nothing else is different. */
export function renamed(reading: DeploymentReading, rename: Rename): DeploymentReading {
  return {
    deployment: reading.deployment && renamedDeployment(reading.deployment, rename),
    missing: reading.missing.map(rename),
    assumptions: reading.assumptions.map(rename),
  };
}

function renamedDeployment(deployment: Deployment, rename: Rename): Deployment {
  const inZones = <T extends { readonly name: string; readonly zones: readonly string[] }>(
    part: T,
  ): T => ({ ...part, name: rename(part.name), zones: part.zones.map(rename) });
  return {
    zones: deployment.zones.map(rename),
    loadBalancers: deployment.loadBalancers.map(inZones),
    targetGroups: deployment.targetGroups.map((group) => ({ ...group, name: rename(group.name) })),
    instanceGroups: deployment.instanceGroups.map(inZones),
    services: deployment.services.map((service) => ({
      ...service,
      name: rename(service.name),
      placementLimits: {
        ...service.placementLimits,
        zones: service.placementLimits.zones?.map(rename),
      },
    })),
  };
}
