import { rules } from "./index";

const ids = rules.map(({ id }) => id);

/** Why an id names no rule, and which one may have been meant; undefined where it does name one. */
export function mistakeInRuleId(id: string): string | undefined {
  if (ids.includes(id)) {
    return undefined;
  }
  const [, family = "", number = ""] = /^HA-([A-Z]+)-?(\d*)/.exec(id.toUpperCase()) ?? [];
  const meant = `HA-${family}-${number.padStart(2, "0")}`;
  const siblings = ids.filter((each) => each.startsWith(`HA-${family}-`));
  if (ids.includes(meant)) {
    return `is not a rule: did you mean ${meant}?`;
  }
  return siblings.length > 0
    ? `is not a rule: there are ${siblings[0]} to ${siblings.at(-1)}`
    : "is not a rule: see docs/rules.md";
}
