import * as capacity from "./capacity";
import type { Check } from "./check";
import * as ci from "./ci";
import * as cluster from "./cluster";
import * as network from "./network";
import * as services from "./services";

/** Every check over several parts of the settings: each export of the files beside this one. */
export const checks: readonly Check[] = [network, services, capacity, cluster, ci].flatMap(
  (family) => Object.values(family),
);
