import * as capacity from "./capacity";
import type { Check } from "./check";
import * as ci from "./ci";
import * as cluster from "./cluster";
import * as loadBalancer from "./load-balancer";
import * as network from "./network";
import * as services from "./services";

/** Every check over several parts of the settings: each export of the files beside this one. */
export const checks: readonly Check[] = [
  network,
  services,
  loadBalancer,
  capacity,
  cluster,
  ci,
].flatMap((family) => Object.values(family));
