import type { Environment } from "../settings";
import type { LiveScope } from "../topology/live/scope";

/** What belongs to an environment, by the names and tags that its stacks give. */
export interface EnvironmentScope extends LiveScope {
  readonly environment: string;
  readonly region: string;
  /** Undefined: the settings do not hold the environment to one. */
  readonly accountId: string | undefined;
  /** An instance that lacks one of these is not touched. */
  readonly instanceTags: Readonly<Record<string, string>>;
  /** Name tag of the zone-loss experiment. */
  readonly experiment: string;
  readonly https: boolean;
}

export function scopeOf(environment: Environment): EnvironmentScope {
  const prefix = `${environment.application}-${environment.name}`;
  return {
    environment: environment.name,
    region: environment.region,
    accountId: environment.accountId,
    loadBalancer: prefix,
    instanceGroup: prefix,
    cluster: environment.existing.cluster.name,
    services: environment.services.map(({ name }) => `${prefix}-${name}`),
    alarmPrefix: `${prefix}-`,
    instanceTags: {
      Name: prefix,
      Environment: environment.name,
      Service: environment.application,
    },
    experiment: prefix,
    https: environment.loadBalancer.certificateArn !== undefined,
  };
}
