import { type ChangeInput, planOf } from "./review";

type Json = Record<string, unknown>;

/** A place in a plan, and a plan that has a secret there. */
export interface Planting {
  readonly place: string;
  readonly plan: (secret: string) => Json;
}

/** Of attributes whose values are shown, so that what is derived from a secret would be seen. */
function group(before: object, after: object, more: Partial<ChangeInput> = {}): ChangeInput {
  return { type: "aws_autoscaling_group", actions: ["update"], before, after, ...more };
}

const widened = group({ min_size: 3 }, { min_size: 2 });

/** Marks a secret as one, in a resource of its own. */
function marked(secret: unknown): ChangeInput {
  return {
    type: "aws_ssm_parameter",
    actions: ["create"],
    after: { value: secret },
    after_sensitive: { value: true },
  };
}

/** Shown where it stands, so it is known by its mark elsewhere. */
const derived = (place: string, change: (secret: string) => ChangeInput): Planting => ({
  place,
  plan: (secret) => planOf(marked(secret), change(secret)),
});

const shownAs = (place: string, spell: (secret: string) => string): Planting =>
  derived(place, (secret) =>
    group({ availability_zones: ["a"] }, { availability_zones: [spell(secret)] }),
  );

const masked = (place: string, change: (secret: string) => Partial<ChangeInput>): Planting => ({
  place,
  plan: (secret) =>
    planOf(
      { type: "aws_db_instance", actions: ["update"], before: {}, after: {}, ...change(secret) },
      group({ availability_zones: ["a"] }, { availability_zones: [secret] }),
    ),
});

const beside = (place: string, parts: (secret: string, plan: Json) => Json): Planting => ({
  place,
  plan: (secret) => {
    const plan = planOf(
      widened,
      group({ availability_zones: ["a"] }, { availability_zones: [secret] }),
    );
    return { ...plan, ...parts(secret, plan) };
  },
});

/** Nothing says that it is one: what is here is never shown at all. */
const untold = (place: string, parts: (secret: string) => Json): Planting => ({
  place,
  plan: (secret) => ({ ...planOf(widened), ...parts(secret) }),
});

const untoldIn = (place: string, change: (secret: string) => ChangeInput): Planting => ({
  place,
  plan: (secret) => planOf(change(secret)),
});

const configuration = (root: Json, provider: Json = {}) => ({
  configuration: { root_module: root, provider_config: provider },
});

const module = (variables: Json, more: Json = {}) => ({ module: { variables, ...more } });

const base64 = (text: string) => Buffer.from(text).toString("base64");

export const PLANTINGS: readonly Planting[] = [
  // Where Terraform, or the configuration, says that it is one.
  masked("before", (secret) => ({
    before: { password: secret },
    after: { password: "x" },
    before_sensitive: { password: true },
  })),
  masked("after", (secret) => ({
    after: { password: secret },
    after_sensitive: { password: true },
  })),
  masked("a masked part of a list", (secret) => ({
    after: { users: [{ name: "app" }, { key: secret }] },
    after_sensitive: { users: [{}, { key: true }] },
  })),
  masked("a block that is masked as a whole", (secret) => ({
    after: { users: [{ deep: { deeper: [secret] } }] },
    after_sensitive: { users: true },
  })),
  masked("a key of a masked map", (secret) => ({
    after: { map: { [secret]: "value" } },
    after_sensitive: { map: true },
  })),
  masked("JSON in a masked string", (secret) => ({
    after: { document: JSON.stringify({ password: secret }) },
    after_sensitive: { document: true },
  })),
  masked("a line of a masked key", (secret) => ({
    after: { key: `-----BEGIN KEY-----\n${secret}\n-----END KEY-----\n` },
    after_sensitive: { key: true },
  })),
  beside("drift, before", (secret) => ({
    resource_drift: planOf(
      group({ min_size: 1, key: secret }, {}, { before_sensitive: { key: true } }),
    )["resource_changes"],
  })),
  beside("drift, after", (secret) => ({
    resource_drift: planOf(
      group({ min_size: 1 }, { key: secret }, { after_sensitive: { key: true } }),
    )["resource_changes"],
  })),
  beside("an output", (secret) => ({
    output_changes: {
      token: { actions: ["create"], after: { nested: secret }, after_sensitive: true },
    },
  })),
  beside("planned values", (secret) => ({
    planned_values: {
      root_module: {
        resources: [{ values: { token: secret }, sensitive_values: { token: true } }],
      },
    },
  })),
  beside("a planned output", (secret) => ({
    planned_values: { outputs: { token: { sensitive: true, value: secret } } },
  })),
  beside("the state of a module in a module", (secret) => ({
    prior_state: {
      values: {
        root_module: {
          child_modules: [
            {
              child_modules: [
                { resources: [{ values: { token: secret }, sensitive_values: { token: true } }] },
              ],
            },
          ],
        },
      },
    },
  })),
  beside("an output of the state", (secret) => ({
    prior_state: { values: { outputs: { token: { sensitive: true, value: secret } } } },
  })),
  beside("a sensitive variable", (secret) => ({
    variables: { token: { value: secret } },
    ...configuration({ variables: { token: { sensitive: true } } }),
  })),
  beside("a sensitive variable's default", (secret) =>
    configuration({ variables: { token: { sensitive: true, default: secret } } }),
  ),
  beside("an argument of a module", (secret) =>
    configuration({
      module_calls: {
        web: {
          expressions: { token: { constant_value: secret } },
          ...module({ token: { sensitive: true } }),
        },
      },
    }),
  ),
  beside("a variable that is handed to a module in a module", (secret) => ({
    variables: { plain: { value: secret } },
    ...configuration({
      variables: { plain: {} },
      module_calls: {
        outer: {
          expressions: { through: { references: ["var.plain"] } },
          ...module(
            { through: {} },
            {
              module_calls: {
                inner: {
                  expressions: { token: { references: ["var.through"] } },
                  ...module({ token: { sensitive: true } }),
                },
              },
            },
          ),
        },
      },
    }),
  })),
  beside("a provider's argument", (secret) =>
    configuration(
      {},
      { aws: { name: "aws", expressions: { secret_key: { constant_value: secret } } } },
    ),
  ),
  beside("a block of a provider", (secret) =>
    configuration(
      {},
      { aws: { expressions: { assume_role: [{ external_id: { constant_value: secret } }] } } },
    ),
  ),
  beside("a variable that a provider's argument refers to", (secret) => ({
    variables: { plain: { value: secret } },
    ...configuration(
      { variables: { plain: {} } },
      { aws: { expressions: { token: { references: ["var.plain"] } } } },
    ),
  })),
  // Where it is derived, next to its mark.
  shownAs("a value", (secret) => secret),
  shownAs("a part of a value", (secret) => `postgres://app:${secret}@db`),
  shownAs("JSON in a value", (secret) => JSON.stringify({ password: secret })),
  shownAs("JSON in JSON in a value", (secret) => JSON.stringify(JSON.stringify([secret]))),
  shownAs("a URL", (secret) => `https://db/?p=${encodeURIComponent(secret)}`),
  shownAs("base64", base64),
  shownAs("base64 with one character before it", (secret) => base64(`x${secret}yz`)),
  shownAs("base64 with two characters before it", (secret) => base64(`xy${secret}z`)),
  shownAs("hexadecimal", (secret) => Buffer.from(secret).toString("hex")),
  shownAs("two copies that overlap", (secret) => secret + secret.slice(-6) + secret),
  derived("an instance's key", (secret) => ({
    ...widened,
    address: `aws_autoscaling_group.main[${JSON.stringify(secret)}]`,
  })),
  derived("a resource's earlier address", (secret) => ({
    ...widened,
    previous_address: `aws_autoscaling_group.${secret}`,
  })),
  derived("Terraform's reason", (secret) => ({ ...widened, action_reason: secret })),
  derived("a replaced attribute", (secret) => ({
    ...widened,
    actions: ["delete", "create"],
    replace_paths: [[secret, "key"]],
  })),
  {
    place: "an output's name",
    plan: (secret) => ({
      ...planOf(marked(secret)),
      output_changes: { [secret]: { actions: ["create"] } },
    }),
  },
  {
    place: "a check's name",
    plan: (secret) => ({
      ...planOf(marked(secret)),
      checks: [{ address: { to_display: `check.${secret}` }, status: "fail" }],
    }),
  },
  {
    place: "versions",
    plan: (secret) => ({
      ...planOf(marked(secret)),
      terraform_version: secret,
      ...configuration(
        {},
        { aws: { full_name: `example.com/${secret}/aws`, version_constraint: secret } },
      ),
    }),
  },
  // Where nothing says that it is one.
  untoldIn("a key of a map", (secret) => group({ tags: {} }, { tags: { [secret]: "x" } })),
  untoldIn("user data", (secret) => ({
    type: "aws_launch_template",
    actions: ["update"],
    before: { user_data: "x" },
    after: { user_data: base64(`export TOKEN=${secret}`) },
  })),
  untoldIn("a container's environment", (secret) => ({
    type: "aws_ecs_task_definition",
    actions: ["delete", "create"],
    before: { container_definitions: "[]" },
    after: { container_definitions: JSON.stringify([{ environment: [{ value: secret }] }]) },
    replace_paths: [["container_definitions"]],
  })),
  untoldIn("an import's id", (secret) => ({ ...widened, importing: { id: secret } })),
  untoldIn("generated configuration", (secret) => ({ ...widened, generated_config: secret })),
  untold("an output's value", (secret) => ({
    output_changes: { url: { actions: ["update"], before: secret, after: secret } },
  })),
  untold("a variable", (secret) => ({ variables: { plain: { value: secret } } })),
  untold("a constant of the configuration", (secret) =>
    configuration({
      resources: [{ address: "a.b", expressions: { password: { constant_value: secret } } }],
    }),
  ),
  untold("a check's message", (secret) => ({
    checks: [
      {
        address: { to_display: "check.a" },
        status: "fail",
        instances: [{ problems: [{ message: secret }] }],
      },
    ],
  })),
  // Where the plan is refused.
  untold("an action", (secret) => ({
    resource_changes: planOf({ ...widened, actions: [secret] })["resource_changes"],
  })),
  untold("the format", (secret) => ({ format_version: secret })),
  untold("a change that is none", (secret) => ({ resource_changes: { [secret]: secret } })),
  untold("the name of an output without actions", (secret) => ({
    output_changes: { [secret]: { actions: secret } },
  })),
];
