import { z } from "zod";

const gitHash = z.string().regex(/^[0-9a-f]{40,64}$/);

const planRecord = z.strictObject({
  /** The commit that was planned: the pull request as it would be after the merge. */
  commit: gitHash,
  /** Everything in that commit: what is merged must be the same. */
  tree: gitHash,
  /** In the order in which they are applied. */
  plans: z
    .array(
      z.strictObject({
        stack: z.string().regex(/^[a-z0-9-]+$/),
        /** Of the plan file, and its name in the store. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        /** The state that was planned on; empty where there was none yet. */
        lineage: z.string().regex(/^[\w-]*$/),
        serial: z.int().min(0),
        /** Whether there is anything to apply. */
        changes: z.boolean(),
      }),
    )
    .min(1),
});

/** Which plan files a person has reviewed, and of what. No part of it can end an HTML comment. */
export type PlanRecord = z.output<typeof planRecord>;

/** @throws Error where the text is no record */
export function parseRecord(text: string): PlanRecord {
  try {
    return planRecord.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error("the record of the plans cannot be read: plan again", { cause });
  }
}
