import { type Public, REDACTED, type Redactor } from "../../redaction/redactor";
import { actionOf, isReplacement } from "../plan/actions";
import type { ResourceChange } from "../plan/plan-schema";
import { differences } from "./differences";
import { isMasked, type PropertyPath, UNKNOWN, valueAt, withUnknowns } from "./property";
import { isPublicAttribute } from "./public-attributes";

/** A changed attribute; its values are there only where they are known to be public. */
export interface AttributeChange {
  readonly name: Public;
  readonly before?: Public;
  readonly after?: Public;
}

/**
 * The attributes that an update or a replacement changes, each once. A new resource's own ones, such
 * as its id, are of course not known yet.
 */
export function changedAttributes(
  { type, change }: Pick<ResourceChange, "type" | "change">,
  redactor: Redactor,
  leftOut: ReadonlySet<string> = new Set(),
): AttributeChange[] {
  const after = withUnknowns(change.after, change.after_unknown);
  const anew = isReplacement(actionOf(change));
  const changed = changedPaths(change, after).filter(
    (path) => !leftOut.has(String(path[0])) && !(anew && valueAt(after, path) === UNKNOWN),
  );
  const told = new Map(
    changed.map((path) => {
      const attribute = describeAttribute({ type, change }, path, redactor);
      return [attribute.name, attribute];
    }),
  );
  return [...told.values()];
}

/**
 * Where a change leaves something else than there was.
 *
 * @param after with {@link UNKNOWN} for what is not known yet
 */
export function changedPaths({ before }: ResourceChange["change"], after: unknown): PropertyPath[] {
  return differences(before, after).filter(
    (path) => path.length > 0 && !(isEmpty(valueAt(before, path)) && isEmpty(valueAt(after, path))),
  );
}

/** Providers write nothing in many ways, and take one for another when they read it again. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object"
    ? Object.keys(value ?? {}).length === 0
    : value === undefined || value === "";
}

/** Names an attribute, and tells its values where they are known to be public. */
export function describeAttribute(
  { type, change }: Pick<ResourceChange, "type" | "change">,
  path: PropertyPath,
  redactor: Redactor,
): AttributeChange {
  const name = namePath(type, path, redactor);
  if (!isPublicAttribute(type, path)) {
    return { name };
  }
  const show = (value: unknown, mask: unknown): Public =>
    isMasked(mask, path) ? (REDACTED as Public) : shown(valueAt(value, path), redactor);
  const { before, after, before_sensitive, after_sensitive, after_unknown } = change;
  return {
    name,
    before: before === null ? undefined : show(before, before_sensitive),
    after: show(withUnknowns(after, after_unknown), after_sensitive),
  };
}

/** Below its first step, a path that is not known to be public may have keys of a map. */
export function namePath(type: string, path: PropertyPath, redactor: Redactor): Public {
  const steps = isPublicAttribute(type, path) ? path : path.slice(0, 1);
  const name = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("");
  return redactor.publish(name.replace(/^\./, ""));
}

const MOST_ENTRIES = 8;

function shown(value: unknown, redactor: Redactor): Public {
  if (value === UNKNOWN) {
    return "(known after apply)" as Public;
  }
  if (value === null || value === undefined) {
    return "(none)" as Public;
  }
  if (Array.isArray(value)) {
    const entries = value.slice(0, MOST_ENTRIES).map((entry) => shown(entry, redactor));
    const more = value.length > MOST_ENTRIES ? [`${value.length - MOST_ENTRIES} more`] : [];
    return `[${[...entries, ...more].join(", ")}]` as Public;
  }
  return redactor.publish(typeof value === "object" ? "(not shown)" : String(value));
}
