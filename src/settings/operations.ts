import { z } from "zod";
import { unique } from "./primitives";

export const state = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("local") }),
    z.strictObject({
      kind: z.literal("s3"),
      bucket: z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
          "must be 3 to 63 lower-case letters, digits and hyphens",
        )
        .describe("bucket to create for the state; the name is unique in all of AWS"),
      noncurrentVersionDays: z
        .int()
        .min(1)
        .default(90)
        .describe("days that an overwritten state can be brought back"),
    }),
  ])
  .describe(
    'where Terraform keeps its state: `{ kind: "s3", bucket }` (shared, locked), or `{ kind: "local" }` for a trial on one machine',
  );

export const alarms = z
  .strictObject({
    emails: unique(z.array(z.email()))
      .default([])
      .describe("who is told; each address must confirm the subscription"),
    errorRatePercent: z
      .number()
      .min(0.1)
      .max(100)
      .default(5)
      .describe(
        "share of 5xx answers that raises the alarm; high enough for a single stray error, far below a lost zone's half",
      ),
    containerInsights: z
      .boolean()
      .default(true)
      .describe(
        "raise an alarm when fewer tasks run than desired; needs Container Insights on the cluster, which alone publishes both counts; false needs a waiver of HA-OPS-02",
      ),
  })
  .prefault({})
  .describe("CloudWatch alarms");

export const zoneLossExperiment = z
  .strictObject({
    subnet: z
      .int()
      .min(1)
      .default(1)
      .describe(
        "the zone to lose: 1 for the existing subnet's, 2 for the first new one's, and so on",
      ),
    restartAfterMinutes: z
      .int()
      .min(1)
      .max(720)
      .default(10)
      .describe("until the instances are started again"),
  })
  .describe(
    "AWS FIS template that stops the environment's instances in one zone; none where left out",
  );
