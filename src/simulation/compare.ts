import type { Deployment } from "./deployment";
import type { Peer, PeerSettings } from "./peers";
import type { Scenario } from "./scenario";
import { predictZone, type Repetitions, type ZonePrediction } from "./zone-prediction";

/** The same loss with another's defaults, and how many times as much it comes to. */
export interface Comparison {
  readonly peer: string;
  readonly deployment: Deployment;
  readonly prediction: ZonePrediction;
  /** Of the error windows that half of the runs do not exceed. */
  readonly errorWindowRatio: number;
  /** Of the failed requests, likewise. */
  readonly failedRequestsRatio: number;
}

/**
 * The deployment as it is (zones, instances, tasks), with the settings that a peer has by default
 * in place of its own.
 *
 * @param own what the deployment itself comes to
 */
export function compareWith(
  peer: Peer,
  deployment: Deployment,
  scenario: Scenario,
  repetitions: Repetitions,
  own: ZonePrediction,
  onProgress?: (done: number) => void,
): Comparison {
  const theirs = withDefaults(deployment, peer);
  const prediction = predictZone(theirs, scenario, repetitions, onProgress);
  const ratio = (figure: "errorWindowMs" | "failedRequests") =>
    prediction.figures[figure].p50 / own.figures[figure].p50;
  return {
    peer: peer.name,
    deployment: theirs,
    prediction,
    errorWindowRatio: ratio("errorWindowMs"),
    failedRequestsRatio: ratio("failedRequests"),
  };
}

export function withDefaults(deployment: Deployment, peer: Peer): Deployment {
  const settings = Object.fromEntries(
    peer.defaults.map(({ setting, value }) => [setting, value]),
  ) as unknown as PeerSettings;
  return {
    ...deployment,
    targetGroups: deployment.targetGroups.map((group) => ({
      ...group,
      healthCheck: {
        intervalMs: settings.intervalSeconds * 1_000,
        timeoutMs: settings.timeoutSeconds * 1_000,
        healthyThreshold: settings.healthyThreshold,
        unhealthyThreshold: settings.unhealthyThreshold,
      },
      deregistrationDelayMs: settings.deregistrationDelaySeconds * 1_000,
    })),
    services: deployment.services.map((service) => ({
      ...service,
      minimumHealthyPercent: settings.minimumHealthyPercent,
      maximumPercent: settings.maximumPercent,
      healthCheckGracePeriodMs: settings.healthCheckGracePeriodSeconds * 1_000,
      placementStrategies: [],
      availabilityZoneRebalancing: settings.zoneRebalancing ? "ENABLED" : "DISABLED",
    })),
  };
}
