import { ALARMS } from "./alarms";
import { CAPACITY } from "./capacity";
import { DATA } from "./data";
import type { HarmlessType, HarmlessTypes } from "./harmless";
import { TRAFFIC } from "./traffic";

/** Every harmless change that is known, by type. What is not here needs confirmation. */
export const HARMLESS: HarmlessTypes = { ...ALARMS, ...CAPACITY, ...DATA, ...TRAFFIC };

const BY_TYPE: ReadonlyMap<string, HarmlessType> = new Map(Object.entries(HARMLESS));

export function harmlessOf(type: string): HarmlessType {
  return BY_TYPE.get(type) ?? {};
}
