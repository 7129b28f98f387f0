import { z } from "zod";
import { typeWithoutAlias } from "../../topology/terraform/resource";

/**
 * What is read of `terraform show -json`; everything else passes through as it is.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const change = z.object({
  actions: z.array(z.string()).min(1),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: z.unknown().optional(),
  before_sensitive: z.unknown().optional(),
  after_sensitive: z.unknown().optional(),
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  importing: z.object({}).nullish(),
});

const resourceChange = z.object({
  address: z.string().min(1),
  previous_address: z.string().optional(),
  module_address: z.string().optional(),
  mode: z.enum(["managed", "data"]),
  type: z.string().min(1).transform(typeWithoutAlias),
  provider_name: z.string().optional(),
  /** Names what is left of an earlier replacement that failed half-way. */
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change,
});

const check = z.object({
  address: z.object({ to_display: z.string() }),
  status: z.string(),
});

export const planSchema = z.object({
  terraform_version: z.string(),
  timestamp: z.string().optional(),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  output_changes: z
    .record(
      z.string(),
      z.object({ actions: z.array(z.string()).min(1), before_sensitive: z.unknown().optional() }),
    )
    .default({}),
  planned_values: z.object({}),
  // Passes through: what is written in its modules is read by those who look for it.
  configuration: z.looseObject({
    provider_config: z
      .record(
        z.string(),
        z.object({
          name: z.string().optional(),
          full_name: z.string().optional(),
          version_constraint: z.string().optional(),
        }),
      )
      .default({}),
    root_module: z.unknown().optional(),
  }),
  checks: z.array(check).default([]),
  deferred_changes: z.array(z.unknown()).default([]),
  /** Of Terraform 1.14 and later. */
  action_invocations: z.array(z.object({ address: z.string() })).default([]),
  deferred_action_invocations: z.array(z.unknown()).default([]),
  errored: z.boolean().default(false),
  /** OpenTofu tells neither of the two. */
  complete: z.boolean().optional(),
  applyable: z.boolean().optional(),
});

export type Plan = z.infer<typeof planSchema>;
export type ResourceChange = z.infer<typeof resourceChange>;
