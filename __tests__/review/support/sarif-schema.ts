import { z } from "zod";

const message = z.strictObject({ text: z.string().min(1) });

const rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: message,
  fullDescription: message,
  help: message,
  helpUri: z.url(),
  properties: z.strictObject({ tags: z.array(z.string()) }),
});

const result = z.strictObject({
  ruleId: z.string().min(1),
  ruleIndex: z.int().min(0),
  level: z.enum(["none", "note", "warning", "error"]),
  message,
  locations: z
    .array(
      z.strictObject({
        physicalLocation: z.strictObject({
          artifactLocation: z.strictObject({ uri: z.string().regex(/^[^/].*\.ts$/) }),
          region: z.strictObject({ startLine: z.int().min(1) }),
        }),
        logicalLocations: z.array(
          z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() }),
        ),
      }),
    )
    .length(1),
  partialFingerprints: z.record(z.string().regex(/\/v\d+$/), z.string().regex(/^[\da-f]{64}$/)),
  suppressions: z
    .array(
      z.strictObject({ kind: z.enum(["inSource", "external"]), justification: z.string().min(1) }),
    )
    .optional(),
});

const notification = z.strictObject({ level: z.enum(["warning", "error"]), message });

/**
 * What SARIF 2.1.0 and GitHub's code scanning ask of the parts that are written, and nothing else.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export const sarifSchema = z.strictObject({
  $schema: z.literal("https://json.schemastore.org/sarif-2.1.0.json"),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
            rules: z.array(rule).optional(),
          }),
        }),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            toolExecutionNotifications: z.array(notification).optional(),
          }),
        ),
        results: z.array(result),
      }),
    )
    .length(1),
});
