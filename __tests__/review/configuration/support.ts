import type { Home } from "../../../src/review/configuration/home";
import type { Review } from "../../../src/review/model";
import type { PlanFile } from "../../../src/review/plan/plan-file";
import { type ReviewInput, review } from "../../../src/review/review";
import { fixture } from "../support/fixtures";

export const AWS = "registry.terraform.io/hashicorp/aws";

export const HOME: Home = {
  region: "eu-north-1",
  accountId: "111122223333",
  backends: new Map([
    [
      "shop-ha",
      {
        type: "s3",
        settings: { bucket: "shop-state", key: "shop-ha.tfstate", region: "eu-north-1" },
      },
    ],
  ]),
};

type Json = Readonly<Record<string, unknown>>;

/** A provider of AWS as a plan has it, each setting a constant unless it is an expression already. */
export function provider(settings: Json, more: Json = {}): Json {
  return { name: "aws", full_name: AWS, expressions: settings, ...more };
}

export const constant = (value: unknown): Json => ({ constant_value: value });
export const computed = (...references: readonly string[]): Json => ({ references });

export const OURS = provider({
  region: constant("eu-north-1"),
  allowed_account_ids: constant(["111122223333"]),
  default_tags: [{ tags: constant({ Environment: "shop" }) }],
});

/** A plan that changes nothing, of these providers. */
export function planWith(providers: Json, more: Json = {}): Json {
  return {
    ...fixture("no-change"),
    configuration: { provider_config: providers, root_module: {} },
    ...more,
  };
}

export function reviewed(
  document: unknown,
  input: Partial<ReviewInput> = {},
  file: Partial<PlanFile> = {},
): Review {
  const plan = { name: "shop-ha", sha256: "0", document, lockedProviders: new Map(), ...file };
  return review({ plans: [plan], waivers: [], ...input });
}

/** What is said of a plan's configuration: level, subject, words, and values. */
export function said({ concerns }: Review): string[] {
  return concerns.map(({ level, subject, what, attributes }) => {
    const values = attributes.map(({ name, after }) =>
      after === undefined ? name : `${name}=${after}`,
    );
    return [`${level} ${subject}: ${what}`, ...values].join(" | ");
  });
}
