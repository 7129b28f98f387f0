import { record } from "../../topology/terraform/json";
import type { Detail, Finding } from "./finding";
import type { Home } from "./home";
import { Computed, type ProviderBlock } from "./provider-blocks";

/** Settings that neither lead elsewhere nor say who one is; regions and accounts are compared. */
const HARMLESS: ReadonlySet<string> = new Set([
  "allowed_account_ids",
  "default_tags",
  "forbidden_account_ids",
  "ignore_tags",
  "max_retries",
  "region",
  "retry_mode",
  "s3_us_east_1_regional_endpoint",
  "s3_use_path_style",
  "skip_metadata_api_check",
  "skip_region_validation",
  "token_bucket_rate_limiter_capacity",
  "use_dualstack_endpoint",
  "use_fips_endpoint",
  "user_agent",
]);

interface Meaning {
  readonly settings: RegExp;
  readonly what: string;
  /** An environment's stacks have none of it. */
  readonly elsewhere?: true;
}

const MEANINGS: readonly Meaning[] = [
  {
    settings: /^endpoints$/,
    what: "the provider sends its requests to other addresses than those of AWS",
    elsewhere: true,
  },
  {
    settings: /^assume_role/,
    what: "the provider works with the rights of another role, which may be of another account",
    elsewhere: true,
  },
  {
    settings: /^(access_key|secret_key|token)$/,
    what: "the provider has credentials of its own, which may be of another account",
  },
  {
    settings: /^(profile|shared_config_files|shared_credentials_files?)$/,
    what: "the provider takes its credentials from a profile, which may be of another account",
  },
  {
    settings:
      /^(http_proxy|https_proxy|no_proxy|insecure|custom_ca_bundle|ec2_metadata_\w+|sts_region)$/,
    what: "the provider's requests take another way to AWS",
  },
  {
    settings: /^skip_/,
    what: "the provider does not check whose credentials it has",
  },
];

const UNKNOWN: Omit<Meaning, "settings"> = {
  what: "the provider has a setting that this review does not know to be harmless",
};

/** How providers of AWS reach which account, and as whom. */
export function providerSettings(
  blocks: readonly ProviderBlock[],
  home: Home | undefined,
): Finding[] {
  return blocks.flatMap((block) =>
    block.name === "aws" ? awsSettings(block, home) : programOf(block),
  );
}

/** How providers of Kubernetes get a token. */
function programOf({ key, settings }: ProviderBlock): Finding[] {
  return JSON.stringify([...settings.entries()]).includes('"exec"')
    ? [
        {
          level: "yes",
          subject: named(key),
          what: "the provider runs a program for its credentials",
        },
      ]
    : [];
}

function awsSettings({ key, settings }: ProviderBlock, home: Home | undefined): Finding[] {
  const byMeaning = new Map<Omit<Meaning, "settings">, string[]>();
  for (const setting of [...settings.keys()].sort()) {
    if (!HARMLESS.has(setting)) {
      const meaning = MEANINGS.find(({ settings: pattern }) => pattern.test(setting)) ?? UNKNOWN;
      byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), setting]);
    }
  }
  return [...byMeaning].map(([{ what, elsewhere }, names]) => ({
    level: home && elsewhere ? "blocked" : "yes",
    subject: named(key),
    what,
    details: names.flatMap((name) => [{ name }, ...accountOf(name, settings.get(name))]),
  }));
}

/** The whole name of a role may be kept from the reader; the account is what counts. */
function accountOf(setting: string, value: unknown): Detail[] {
  const [block] = [value].flat();
  const role = record(block)["role_arn"];
  if (role instanceof Computed) {
    return [{ name: `${setting}.role_arn`, value: "(computed)" }];
  }
  const account = /^arn:[\w-]+:iam::(\d{12}):/.exec(String(role))?.[1];
  return account === undefined ? [] : [{ name: `account of ${setting}.role_arn`, value: account }];
}

export function named(providerKey: string): string {
  return `provider ${providerKey}`;
}
