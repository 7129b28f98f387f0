import * as capacity from "./capacity";
import * as entry from "./entry";
import * as instancePolicies from "./instance-policies";
import * as listeners from "./listeners";
import * as network from "./network";
import * as operations from "./operations";
import type { Rule } from "./rule";
import * as service from "./service";
import * as servicePlacement from "./service-placement";
import * as targetGroups from "./target-groups";
import * as waysOut from "./ways-out";

/** Every rule, in the order of its family and number. */
export const rules: readonly Rule[] = [
  network,
  waysOut,
  entry,
  listeners,
  targetGroups,
  capacity,
  instancePolicies,
  service,
  servicePlacement,
  operations,
].flatMap((family) => Object.values(family).sort((one, other) => one.id.localeCompare(other.id)));
