import type { Series } from "./chart";
import type { Role } from "./theme";

const ZONE_ROLES: readonly Role[] = ["first", "second", "third", "fourth"];

/** The colour of a zone, by its place among them. */
export function zoneRole(index: number): Role {
  return ZONE_ROLES[index % ZONE_ROLES.length] as Role;
}

/** Only where the value changes. */
export function changesOnly(points: Series["points"]): Series["points"] {
  return points.filter(([, value], index) => value !== points[index - 1]?.[1]);
}
