import { list, record, text } from "../../topology/terraform/json";
import type { Plan } from "../plan/plan-schema";
import type { Finding } from "./finding";
import type { Home } from "./home";
import { Computed, type ProviderBlock } from "./provider-blocks";
import { named } from "./provider-settings";

/** What tells of another account than the environment's; nothing where the environment says none. */
export function strayAccounts(
  plan: Pick<Plan, "resource_changes">,
  document: unknown,
  blocks: readonly ProviderBlock[],
  home: Home | undefined,
): Finding[] {
  const accountId = home?.accountId;
  return accountId === undefined
    ? []
    : [
        ...blocks
          .filter(({ name }) => name === "aws")
          .flatMap((block) => guardOf(block, accountId)),
        ...strayCredentials(document, accountId),
        ...strayResources(plan, accountId),
      ];
}

/** `allowed_account_ids` makes Terraform refuse every other account. */
function guardOf({ key, settings }: ProviderBlock, accountId: string): Finding[] {
  const subject = named(key);
  const details = [{ name: "allowed_account_ids" }];
  const allowed = settings.get("allowed_account_ids");
  if (allowed === undefined || allowed instanceof Computed) {
    const what = "nothing in the plan says that the provider refuses other accounts";
    return [{ level: "yes", subject, what, details }];
  }
  return list(allowed).every((id) => id === accountId)
    ? []
    : [
        {
          level: "blocked",
          subject,
          what: "the provider may work in another account than the environment's",
          details: [{ name: "allowed_account_ids", value: list(allowed).join(", ") }],
        },
      ];
}

/** Whom AWS said that the credentials of the plan are of. */
function strayCredentials(document: unknown, accountId: string): Finding[] {
  const values = record(record(record(document)["prior_state"])["values"]);
  return identitiesIn(record(values["root_module"]))
    .filter(({ account }) => account !== accountId)
    .map(({ address, account }) => ({
      level: "blocked",
      subject: address,
      what: "the plan was made in another account than the environment's",
      details: [{ name: "account_id", value: account }],
    }));
}

function identitiesIn(
  module: Readonly<Record<string, unknown>>,
): { address: string; account: string }[] {
  const here = list(module["resources"])
    .map(record)
    .filter(({ mode, type }) => mode === "data" && type === "aws_caller_identity")
    .map(({ address, values }) => ({
      address: text(address),
      account: text(record(values)["account_id"]),
    }));
  return [...here, ...list(module["child_modules"]).flatMap((each) => identitiesIn(record(each)))];
}

function strayResources(
  { resource_changes: changes }: Pick<Plan, "resource_changes">,
  accountId: string,
): Finding[] {
  return changes
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ address, change }): Finding[] => {
      const arn = text(record(change.before ?? change.after)["arn"]);
      const account = /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):/.exec(arn)?.[1];
      return account === undefined || account === accountId
        ? []
        : [
            {
              level: "blocked",
              subject: address,
              what: "it is in another account than the environment's",
              details: [{ name: "account", value: account }],
            },
          ];
    });
}
