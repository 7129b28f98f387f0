import type { Waiver } from "../../rules/waiver";
import type { AwsClients } from "../../topology/live/clients";
import { findLoadBalancer } from "../../topology/live/load-balancing";
import { readLiveTopology } from "../../topology/live/read-live-topology";
import type { Topology } from "../../topology/model";
import type { LongestNeed } from "../durations";
import type { EnvironmentScope } from "../environment-scope";
import type { Account } from "../fault/account";
import {
  chooseZone,
  type Fault,
  type FaultPlan,
  planFault,
  type Surroundings,
} from "../fault/plan-fault";
import { findTemplate, readZonalSubnets, refuseForeignInterfaces } from "../fault/surroundings";
import { REQUEST_TIMEOUT_MS } from "../probe/probe";
import type { Observation } from "../state/observation";
import type { Observer } from "../state/observer";
import { roomCheck } from "./capacity";
import type { Check } from "./check";
import { credentialCheck } from "./credentials";
import { experimentCheck } from "./experiment";
import { identify } from "./identity";
import { permissionChecks } from "./permissions";
import { ruleCheck } from "./rules";
import { steadyChecks } from "./steady";
import { urlCheck } from "./url";
import { urlOwnerCheck } from "./url-owner";

export interface PreflightOptions {
  readonly drill: string;
  readonly fault: Fault;
  /** @default the first zone that hosts tasks */
  readonly zone?: string;
  /** @default that of the load balancer */
  readonly url?: URL;
  /** That it leads to the load balancer, where that is not seen. */
  readonly trustUrl: boolean;
  readonly insecure: boolean;
  readonly need: LongestNeed;
  readonly waivers: readonly Waiver[];
}

export interface Preflight {
  readonly accountId: string;
  readonly topology: Topology;
  readonly observation: Observation;
  readonly plan: FaultPlan;
  readonly url: URL;
  readonly checks: readonly Check[];
}

/**
 * Reads all that a drill must know, and changes nothing.
 *
 * @throws DrillError, NotFoundInAccount where there is nothing to drill on, or the fault would take
 *   everything; what merely does not hold yet is among the checks
 */
export async function preflight(
  clients: AwsClients,
  account: Account,
  observer: Observer,
  scope: EnvironmentScope,
  options: PreflightOptions,
): Promise<Preflight> {
  const accountId = await identify(clients, scope);
  const topology = await readLiveTopology(clients, scope);
  const observation = await observer.observe();
  const template = options.fault === "experiment" ? await findTemplate(clients, scope) : undefined;
  const plan = await planOf(clients, account, scope, { observation, template }, options);
  const { DNSName: dnsName = "" } = await findLoadBalancer(clients, scope.loadBalancer);
  const url = options.url ?? new URL(`${scope.https ? "https" : "http"}://${dnsName}/`);
  const { insecure, trustUrl, need } = options;
  return {
    accountId,
    topology,
    observation,
    plan,
    url,
    checks: [
      ...steadyChecks(observation),
      ruleCheck(topology, options.waivers, new Date().toISOString().slice(0, 10)),
      roomCheck(observation, plan.instanceIds),
      ...(template ? [await experimentCheck(clients, template, plan, observation)] : []),
      ...(options.url ? [await urlOwnerCheck(url, dnsName, trustUrl)] : []),
      await urlCheck({ url, timeoutMs: REQUEST_TIMEOUT_MS, insecure }),
      await credentialCheck(clients, need),
      ...(await permissionChecks(clients, account, plan)),
    ],
  };
}

async function planOf(
  clients: AwsClients,
  account: Account,
  scope: EnvironmentScope,
  { observation, template }: Pick<Surroundings, "observation" | "template">,
  { drill, fault, zone: asked }: PreflightOptions,
): Promise<FaultPlan> {
  const zone = chooseZone({ observation, template }, fault, asked);
  const isCut = fault === "blackhole";
  const subnets = isCut ? await readZonalSubnets(clients, account, scope, observation) : [];
  if (isCut) {
    const ids = subnets.filter((subnet) => subnet.zone === zone).map(({ id }) => id);
    await refuseForeignInterfaces(clients, scope, observation, ids);
  }
  return planFault(fault, zone, { drill, scope, observation, subnets, template });
}
