import type { Assumption, Topology } from "../topology/model";
import { publishedAssumption } from "../topology/published-assumption";
import type { Deployment } from "./deployment";
import { deploymentOf } from "./deployment-of-topology";
import { type Rename, renamed } from "./renamed";
import type { FaultKind, Scenario } from "./scenario";
import { predictZone, type Repetitions, type ZonePrediction } from "./zone-prediction";

export interface PredictionOptions extends Repetitions {
  readonly fault: FaultKind;
  /** The only zone to strike; each in turn where left out. */
  readonly zone?: string;
  readonly nodeLost: boolean;
  readonly launches: boolean;
  readonly zonalShift: boolean;
  readonly horizonMs: number;
}

export const DEFAULT_OPTIONS: PredictionOptions = {
  fault: "stop",
  nodeLost: false,
  launches: true,
  zonalShift: false,
  rate: 100,
  runs: 1_000,
  seed: 1,
  horizonMs: 3_600_000,
};

export interface Prediction {
  readonly options: PredictionOptions;
  readonly deployment: Deployment;
  readonly zones: readonly ZonePrediction[];
  /** What was taken for given beyond what the topology says, for people. */
  readonly assumptions: readonly string[];
  /** What the topology was read on. */
  readonly planAssumptions: readonly Assumption[];
}

/** Why nothing can be said, one reason a line. */
export interface NoPrediction {
  readonly reasons: readonly string[];
  /** That of them which says that the wanted zone does not exist. */
  readonly noZone?: string;
}

export function isPrediction(answer: Prediction | NoPrediction): answer is Prediction {
  return "zones" in answer;
}

/**
 * What clients would see when a zone is lost, by documented behaviour: each zone in turn, the same
 * for the same topology and options.
 *
 * @param onProgress told the share done, from 0 to 1
 * @param publish what makes the names in the prediction fit to be shown
 */
export function predict(
  topology: Topology,
  wanted: PredictionOptions = DEFAULT_OPTIONS,
  onProgress: (share: number) => void = () => {},
  publish: Rename = (name) => name,
): Prediction | NoPrediction {
  const { deployment, missing, assumptions } = renamed(deploymentOf(topology), publish);
  const options = {
    ...wanted,
    ...(wanted.zone === undefined ? {} : { zone: publish(wanted.zone) }),
  };
  if (!deployment) {
    return { reasons: missing };
  }
  const reasons = refusals(deployment, options);
  if (reasons.length > 0) {
    return { reasons, noZone: unknownZone(deployment, options) };
  }
  const zones = options.zone === undefined ? deployment.zones : [options.zone];
  return {
    options,
    deployment,
    zones: zones.map((zone, index) =>
      predictZone(deployment, scenarioOf(options, zone), options, (done) =>
        onProgress((index + done / options.runs) / zones.length),
      ),
    ),
    assumptions,
    planAssumptions: topology.assumptions.map((each) => publishedAssumption(each, publish)),
  };
}

export function scenarioOf(options: PredictionOptions, zone: string): Scenario {
  const { fault, nodeLost, launches, zonalShift, horizonMs } = options;
  return { fault, zone, nodeLost, launches, zonalShift, horizonMs };
}

function unknownZone({ zones }: Deployment, { zone }: PredictionOptions): string | undefined {
  return zone === undefined || zones.includes(zone)
    ? undefined
    : `no zone "${zone}": there is ${zones.join(", ")}`;
}

function refusals(deployment: Deployment, options: PredictionOptions): readonly string[] {
  const { loadBalancers } = deployment;
  const noZone = unknownZone(deployment, options);
  const applies: Record<string, boolean> = {
    ...(noZone === undefined ? {} : { [noZone]: true }),
    "a load balancer's node is lost with a zone, not with an instance":
      options.nodeLost && options.fault === "instance",
    ...Object.fromEntries(
      loadBalancers.map(({ name, zonalShift }) => [
        zonalShift === false
          ? `no zonal shift with ${name}: set enable_zonal_shift`
          : `whether ${name} allows a zonal shift is not known`,
        options.zonalShift && zonalShift !== true,
      ]),
    ),
  };
  return Object.keys(applies).filter((reason) => applies[reason]);
}
