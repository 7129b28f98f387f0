import { describe, expect, it } from "vitest";
import type { Base } from "../../../src/review/resilience/base";
import type { ReviewInput } from "../../../src/review/review";
import { planOf } from "../support/review";
import { AWS, computed, constant, HOME, OURS, planWith, provider, reviewed, said } from "./support";

const here = constant("eu-north-1");
const account = constant(["111122223333"]);

/** What is said with an environment, and without. */
function both(settings: Readonly<Record<string, unknown>>): string[][] {
  const plan = planWith({ aws: OURS, "aws.other": provider(settings, { alias: "other" }) });
  return [said(reviewed(plan, { home: HOME })), said(reviewed(plan))];
}

describe("a provider", () => {
  it("of the environment is nothing to speak of", () => {
    const review = reviewed(planWith({ aws: OURS }), { home: HOME });
    expect([review.verdict, said(review)]).toEqual(["safe", []]);
  });

  it("that leads to other addresses is blocked, and without an environment needs a person", () => {
    const words =
      "the provider sends its requests to other addresses than those of AWS | endpoints";
    expect(
      both({
        region: here,
        allowed_account_ids: account,
        endpoints: [{ sts: constant("http://x") }],
      }),
    ).toEqual([[`blocked provider aws.other: ${words}`], [`yes provider aws.other: ${words}`]]);
  });

  it("that assumes a role names the role's account, however the role is written", () => {
    const role = (role_arn: unknown) =>
      both({ region: here, allowed_account_ids: account, assume_role: [{ role_arn }] })[0];
    const words =
      "blocked provider aws.other: the provider works with the rights of another role, which may be of another account | assume_role";
    expect(role(constant("arn:aws:iam::999999999999:role/x"))).toEqual([
      `${words} | account of assume_role.role_arn=999999999999`,
    ]);
    expect(role(computed("var.role"))).toEqual([`${words} | assume_role.role_arn=(computed)`]);
    // What a plan has of lower("arn:…"), which refers to nothing.
    expect(role({})).toEqual([`${words} | assume_role.role_arn=(computed)`]);
  });

  it.each([
    ["access_key", constant("AKIAPLANTEDKEY000001"), "credentials of its own"],
    ["profile", constant("elsewhere"), "credentials from a profile"],
    ["shared_config_files", constant(["/tmp/config"]), "credentials from a profile"],
    ["https_proxy", constant("http://proxy"), "take another way"],
    ["skip_credentials_validation", constant(true), "does not check whose"],
    ["a_setting_of_version_9", constant("x"), "does not know to be harmless"],
  ])("with %s needs a person, and no value is shown", (name, value, words) => {
    const settings = { region: here, allowed_account_ids: account, [name]: value };
    for (const lines of both(settings)) {
      expect(lines).toEqual([expect.stringContaining(words)]);
      expect(lines[0]).toMatch(new RegExp(`^yes .* \\| ${name}$`));
    }
  });

  it.each([
    ["endpoints", [{}]],
    ["skip_credentials_validation", constant(false)],
    ["max_retries", constant(3)],
  ])("is harmless with %s %j", (name, value) => {
    expect(both({ region: here, allowed_account_ids: account, [name]: value })).toEqual([[], []]);
  });

  it("of a module counts as well", () => {
    const key = "module.dns.module.zone:aws";
    const plan = planWith({
      aws: OURS,
      [key]: provider(
        { region: constant("us-east-1") },
        { module_address: "module.dns.module.zone" },
      ),
    });
    expect(said(reviewed(plan))).toEqual([
      `yes provider ${key}: the provider works in another region than the others | region=us-east-1`,
    ]);
  });

  it("that runs a program for its credentials needs a person", () => {
    const kubernetes = {
      name: "kubernetes",
      full_name: "registry.terraform.io/hashicorp/kubernetes",
      expressions: { exec: [{ command: constant("aws") }] },
    };
    const lockedProviders = new Map([
      [AWS, "5.100.0"],
      [kubernetes.full_name, "2.0.0"],
    ]);
    expect(said(reviewed(planWith({ aws: OURS, kubernetes }), {}, { lockedProviders }))).toEqual([
      "yes provider kubernetes: the provider runs a program for its credentials",
    ]);
  });

  it("is no news where the base has the very same settings, unless they are computed", () => {
    const profile = (value: unknown) =>
      planWith({ aws: provider({ region: here, profile: value }) });
    const against = (document: unknown): Partial<ReviewInput> => ({
      base: { deployments: [], documents: [document] } satisfies Base,
    });
    const synthesized = { provider: { aws: [{ region: "eu-north-1", profile: "shop" }] } };
    expect(said(reviewed(profile(constant("shop")), against(profile(constant("shop")))))).toEqual(
      [],
    );
    expect(said(reviewed(profile(constant("shop")), against(synthesized)))).toEqual([]);
    expect(said(reviewed(profile(constant("else")), against(synthesized)))).toHaveLength(1);
    const variable = profile(computed("var.profile"));
    expect(said(reviewed(variable, against(variable)))).toHaveLength(1);
  });
});

describe("a region", () => {
  const regionOf = (region: unknown, more = {}) =>
    reviewed(planWith({ aws: provider({ region, allowed_account_ids: account }) }, more), {
      home: HOME,
    });

  it("other than the environment's is blocked", () => {
    expect(said(regionOf(constant("us-east-1")))).toEqual([
      "blocked provider aws: the provider works in another region than the environment | region=us-east-1",
    ]);
  });

  it("out of one variable is taken for the variable's value, which a note says", () => {
    const variables = (value: string) => ({ variables: { region: { value } } });
    const review = regionOf(computed("var.region"), variables("eu-north-1"));
    expect([review.verdict, said(review)]).toEqual(["safe", []]);
    expect(review.notes).toContain(
      'the region of provider aws is computed from var.region: taken for "eu-north-1"',
    );
    expect(regionOf(computed("var.region"), variables("us-east-1")).verdict).toBe("blocked");
  });

  it("of a module's provider is followed through the module's calls", () => {
    const region = computed("var.where");
    const plan = planWith(
      {},
      {
        variables: { region: { value: "us-east-1" } },
        configuration: {
          provider_config: {
            "module.dns:aws": provider({ region }, { module_address: "module.dns" }),
          },
          root_module: {
            module_calls: { dns: { expressions: { where: computed("var.region") }, module: {} } },
          },
        },
      },
    );
    expect(said(reviewed(plan, { home: { ...HOME, accountId: undefined } }))).toEqual([
      "blocked provider module.dns:aws: the provider works in another region than the environment | region=us-east-1",
    ]);
  });

  it.each([
    ["an expression", computed("local.region"), "an expression computes it"],
    ["a call", {}, "an expression computes it"],
    ["the shell", undefined, "from the shell"],
  ])("out of %s needs a person", (_, region, words) => {
    expect(said(regionOf(region))).toEqual([
      expect.stringMatching(`^yes provider aws: .*${words}`),
    ]);
  });

  it("of a resource is compared with the environment's, or with the provider's", () => {
    const change = {
      type: "aws_sns_topic",
      actions: ["create"],
      after: { name: "x", region: "us-east-1" },
    };
    const plan = { ...planOf(change), configuration: planWith({ aws: OURS })["configuration"] };
    expect(said(reviewed(plan, { home: HOME }))).toContain(
      "blocked aws_sns_topic.main: it is in another region than the environment | region=us-east-1",
    );
    expect(said(reviewed(plan))).toContain(
      "yes aws_sns_topic.main: it is in another region than its provider | region=us-east-1",
    );
  });
});

describe("an account", () => {
  it("other than the environment's is blocked, wherever it shows", () => {
    const other = "999999999999";
    const guard = provider({ region: here, allowed_account_ids: constant([other]) });
    expect(said(reviewed(planWith({ aws: guard }), { home: HOME }))).toEqual([
      `blocked provider aws: the provider may work in another account than the environment's | allowed_account_ids=${other}`,
    ]);
    const identity = {
      address: "data.aws_caller_identity.me",
      mode: "data",
      type: "aws_caller_identity",
      values: { account_id: other },
    };
    const prior_state = { values: { root_module: { child_modules: [{ resources: [identity] }] } } };
    expect(said(reviewed(planWith({ aws: OURS }, { prior_state }), { home: HOME }))).toEqual([
      `blocked data.aws_caller_identity.me: the plan was made in another account than the environment's | account_id=${other}`,
    ]);
    const arn = `arn:aws:sns:eu-north-1:${other}:alarms`;
    const topic = { type: "aws_sns_topic", actions: ["no-op"], before: { arn }, after: { arn } };
    const plan = { ...planOf(topic), configuration: planWith({ aws: OURS })["configuration"] };
    expect(said(reviewed(plan, { home: HOME }))).toEqual([
      `blocked aws_sns_topic.main: it is in another account than the environment's | account=${other}`,
    ]);
  });

  it("that the provider does not keep to needs a person", () => {
    expect(said(reviewed(planWith({ aws: provider({ region: here }) }), { home: HOME }))).toEqual([
      "yes provider aws: nothing in the plan says that the provider refuses other accounts | allowed_account_ids",
    ]);
  });
});

describe("the provider's program", () => {
  const random = "registry.terraform.io/hashicorp/random";
  const plan = planWith({ aws: OURS, random: { name: "random", full_name: random } });
  const locked = (...names: readonly string[]) => ({
    lockedProviders: new Map(names.map((name) => [name, "1.0.0"])),
  });

  it("is blocked where the lock file does not have it", () => {
    expect(said(reviewed(plan, {}, locked(AWS)))).toEqual([
      `blocked ${random}: a provider that the lock file does not have: nobody has chosen it`,
    ]);
    expect(said(reviewed(plan, {}, locked(AWS, random)))).toEqual([]);
  });

  it("needs a person without a lock file, and where no stack of the environment uses it", () => {
    expect(reviewed(plan).verdict).toBe("needs-a-person");
    expect(reviewed(plan, { home: HOME }, locked(AWS, random)).verdict).toBe("needs-a-person");
  });

  it("is blocked where another's makes the resources of AWS", () => {
    const impostor = "registry.terraform.io/hashicrop/aws";
    const posing = planWith({ aws: { ...OURS, full_name: impostor } });
    expect(said(reviewed(posing, {}, locked(impostor)))).toEqual([
      `blocked ${impostor}: a provider of aws resources that is not AWS's`,
    ]);
  });
});
