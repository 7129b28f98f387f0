import type { Review } from "../../../src/review/model";
import { type ReviewInput, review } from "../../../src/review/review";
import { fixture } from "./fixtures";

/** Reviews one document as the plan of the stack `demo-ha`. */
export function reviewOf(document: unknown, input: Partial<ReviewInput> = {}): Review {
  const file = { name: "demo-ha", sha256: "0".repeat(64), document, lockedProviders: new Map() };
  return review({ plans: [file], waivers: [], ...input });
}

export interface ChangeInput {
  readonly address?: string;
  readonly type?: string;
  readonly actions: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly action_reason?: string;
  readonly previous_address?: string;
  /** Of the change itself, such as masks. */
  readonly [more: string]: unknown;
}

/** A plan of a few changes, around what real Terraform writes of a plan that changes nothing. */
export function planOf(...changes: readonly ChangeInput[]): Record<string, unknown> {
  return {
    ...fixture("no-change"),
    resource_changes: changes.map(
      ({
        type = "aws_lb",
        address = `${type}.main`,
        actions,
        before,
        after,
        action_reason,
        previous_address,
        ...more
      }) => ({
        address,
        mode: "managed",
        type,
        name: "main",
        action_reason,
        previous_address,
        provider_name: "registry.terraform.io/hashicorp/aws",
        change: {
          actions,
          before: before ?? null,
          after: after ?? null,
          after_unknown: {},
          before_sensitive: {},
          after_sensitive: {},
          ...more,
        },
      }),
    ),
  };
}

/** What is said of the risk of one change, with its level. */
export function risksOf(change: ChangeInput): string[] {
  return reviewOf(planOf(change)).concerns.map(({ level, what }) => `${level}: ${what}`);
}

/** The same without what is only asked for because nothing says that it is harmless. */
export function dangersOf(change: ChangeInput): string[] {
  return risksOf(change).filter((risk) => !UNLISTED.test(risk));
}

const UNLISTED = /not on the list of harmless changes$|the plan does not show in what$/;
