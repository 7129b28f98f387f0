import { createHash } from "node:crypto";
import { safeJson } from "../../redaction/safe-json";
import type { Resilience, Review } from "../model";
import type { RuleRow } from "../resilience/rule-rows";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/**
 * The rule findings for code scanning: SARIF 2.1.0.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function toSarif({ resilience, environment }: Review): string {
  const found = resilience.flatMap((each) =>
    each.rows.filter(({ trend }) => trend !== "mended").map((row) => ({ each, row })),
  );
  const rules = [...new Map(found.map(({ row }) => [row.rule, row])).values()];
  return sarif({
    tool: { driver: { ...DRIVER, rules: rules.map(ruleOf) } },
    invocations: [{ executionSuccessful: true }],
    results: found.map(({ each, row }) => ({
      ruleId: row.rule,
      ruleIndex: rules.findIndex(({ rule }) => rule === row.rule),
      ...resultOf(each, row, sourceOf(environment)),
    })),
  });
}

/** That nothing could be told, in the form that code scanning reads. */
export function toFailedSarif(reason: string): string {
  return sarif({
    tool: { driver: DRIVER },
    invocations: [
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: "error", message: { text: reason } }],
      },
    ],
    results: [],
  });
}

const DRIVER = { name: "ha-review", semanticVersion: "1.0.0" } as const;

function sarif(run: Readonly<Record<string, unknown>>): string {
  return `${safeJson({ $schema: SCHEMA, version: "2.1.0", runs: [run] })}\n`;
}

function ruleOf({ rule, title, reason, source, remedy }: RuleRow) {
  return {
    id: rule,
    shortDescription: { text: title },
    fullDescription: { text: reason },
    help: { text: remedy },
    helpUri: source,
    properties: { tags: ["availability"] },
  };
}

/** Code scanning wants a file of the repository; a plan knows none, so it is where things are set. */
function sourceOf(environment: string | undefined): string {
  return environment === undefined ? "main.ts" : `environments/${environment}.ts`;
}

function resultOf({ stack }: Resilience, row: RuleRow, file: string) {
  const { rule, trend, title, subject, after, remedy, waiver } = row;
  return {
    level: LEVELS[trend],
    message: { text: `${subject}: ${after.value}. It should be that ${title}: ${remedy}.` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: file }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: subject, kind: "resource" }],
      },
    ],
    // Stays the same while the value changes, so that an alert is not closed and opened again.
    partialFingerprints: { "stackRuleSubject/v1": fingerprint(stack, rule, subject) },
    ...(waiver && trend === "waived"
      ? { suppressions: [{ kind: "external", justification: waiver.reason }] }
      : {}),
  };
}

const LEVELS = {
  regression: "error",
  broken: "error",
  unknown: "warning",
  waived: "note",
  mended: "none",
} as const;

function fingerprint(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
