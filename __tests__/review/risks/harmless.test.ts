import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HARMLESS } from "../../../src/review/risks/harmless/table";
import { type ChangeInput, planOf, reviewOf, risksOf } from "../support/review";

const TOPIC = "arn:aws:sns:eu-north-1:123456789012:alarms";

const verdictOf = (change: ChangeInput) => reviewOf(planOf(change)).verdict;

const update = (type: string, before: object, after: object, more: object = {}): ChangeInput => ({
  type,
  actions: ["update"],
  before,
  after,
  ...more,
});

/** What is harmless in every type of the AWS provider. */
const OF_ANY = ["tags", "tags_all", "description", "timeouts"];

describe("a change that no table has", () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{2,20}$/).filter((each) => !OF_ANY.includes(each));
  const value = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.string({ minLength: 1 }),
    fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    fc.record({ nested: fc.integer() }).map((block) => [block]),
  );
  const actions = fc.constantFrom(["update"], ["create"], ["delete", "create"], ["delete"]);

  it("is never safe, whatever its type, attribute and values are", () => {
    fc.assert(
      fc.property(name, name, value, value, actions, (type, attribute, was, is, done) => {
        fc.pre(!(`aws_${type}` in HARMLESS) && JSON.stringify(was) !== JSON.stringify(is));
        const change = { before: { [attribute]: was }, after: { [attribute]: is } };
        const judged = verdictOf({
          type: `aws_${type}`,
          actions: done,
          before: done[0] === "create" ? null : change.before,
          after: done.at(-1) === "delete" ? null : change.after,
        });
        expect(judged).not.toBe("safe");
      }),
    );
  });

  it("is never safe in a type that the table has, where the attribute is another", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(HARMLESS)),
        name,
        value,
        value,
        (type, attribute, was, is) => {
          const listed = HARMLESS[type]?.changes?.flatMap(({ attributes }) => attributes) ?? [];
          fc.pre(
            !listed.some((each) => each.split(".")[0] === attribute) &&
              JSON.stringify(was) !== JSON.stringify(is),
          );
          expect(
            verdictOf(
              update(type, { [attribute]: was, tags: {} }, { [attribute]: is, tags: { a: "b" } }),
            ),
          ).not.toBe("safe");
        },
      ),
    );
  });

  it("is never safe where the value after it is not known", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...Object.entries(HARMLESS).flatMap(([type, { changes = [] }]) =>
            changes
              .filter(({ when }) => when)
              .flatMap(({ attributes }) =>
                attributes
                  .filter((each) => !each.includes("."))
                  .map((each) => ({ type, attribute: each })),
              ),
          ),
        ),
        value,
        ({ type, attribute }, was) => {
          const change = update(
            type,
            { [attribute]: was },
            {},
            { after_unknown: { [attribute]: true } },
          );
          expect(verdictOf(change)).not.toBe("safe");
        },
      ),
    );
  });

  it("is never safe where it is sensitive, even among what is harmless", () => {
    for (const mask of ["before_sensitive", "after_sensitive"]) {
      const change = update("aws_ecs_service", { desired_count: 2 }, { desired_count: 3 });
      expect(risksOf({ ...change, [mask]: { desired_count: true } })).toEqual([
        "yes: desired_count is sensitive: nobody can see what changes",
      ]);
    }
  });

  it("is asked for where the plan does not show what it changes", () => {
    expect(risksOf(update("aws_ecs_service", { name: "web" }, { name: "web" }))).toEqual([
      "yes: it changes, and the plan does not show in what",
    ]);
  });

  it("is asked for where a resource is taken over, even unchanged", () => {
    const taken = { type: "aws_sns_topic", actions: ["no-op"], before: {}, after: {} };
    expect(verdictOf({ ...taken, importing: { id: "x" } })).toBe("needs-a-person");
  });
});

const alarm = (content: object) => ({
  comparison_operator: "LessThanThreshold",
  statistic: "Minimum",
  evaluation_periods: 3,
  alarm_actions: [TOPIC],
  ...content,
});

describe("an alarm", () => {
  const judged = (before: object, after: object) =>
    verdictOf(update("aws_cloudwatch_metric_alarm", alarm(before), alarm(after)));

  it.each<[what: string, before: object, after: object]>([
    ["fewer periods", { evaluation_periods: 3 }, { evaluation_periods: 1 }],
    ["a higher threshold for too little", { threshold: 1 }, { threshold: 2 }],
    ["fewer of as many", { datapoints_to_alarm: 3 }, { datapoints_to_alarm: 2 }],
    ["a further topic", {}, { alarm_actions: [TOPIC, `${TOPIC}-more`] }],
  ])("is raised sooner by %s, which is safe", (_, before, after) => {
    expect(judged(before, after)).toBe("safe");
  });

  it.each<[what: string, before: object, after: object]>([
    [
      "as many of fewer",
      { datapoints_to_alarm: 2 },
      { datapoints_to_alarm: 2, evaluation_periods: 2 },
    ],
    ["a shorter sum", { statistic: "Sum", period: 300 }, { statistic: "Sum", period: 60 }],
    [
      "a topic of an account that nothing is in",
      {},
      { alarm_actions: [TOPIC, TOPIC.replace("123456789012", "210987654321")] },
    ],
    [
      "another comparison",
      { threshold: 1 },
      { threshold: 2, comparison_operator: "GreaterThanThreshold" },
    ],
    [
      "an action that scales",
      {},
      { alarm_actions: [TOPIC, "arn:aws:autoscaling:eu-north-1:1:scalingPolicy:x"] },
    ],
    [
      "one that stops instances",
      { threshold: 1, alarm_actions: ["arn:aws:automate:eu-north-1:ec2:stop"] },
      { threshold: 2, alarm_actions: ["arn:aws:automate:eu-north-1:ec2:stop"] },
    ],
  ])("is not known to be stricter by %s", (_, before, after) => {
    expect(judged(before, after)).toBe("needs-a-person");
  });
});

it("an alarm of several metrics is safe where the provider reads no period as zero", () => {
  const query = (period: number | null) => ({ metric_query: [{ id: "m", period }] });
  const judged = (is: number) =>
    verdictOf(
      update("aws_cloudwatch_metric_alarm", alarm({ ...query(null), tags: {} }), {
        ...alarm(query(is)),
        tags: { Owner: "web" },
      }),
    );
  expect([judged(0), judged(60)]).toEqual(["safe", "needs-a-person"]);
});

it("objects that were never deleted are not known to be kept longer by any number of days", () => {
  const rule = (days: number) => ({ rule: [{ id: "old", expiration: [{ days }] }] });
  const judged = (was: number) =>
    verdictOf(update("aws_s3_bucket_lifecycle_configuration", rule(was), rule(30)));
  expect([judged(10), judged(0)]).toEqual(["safe", "needs-a-person"]);
});

describe("an image", () => {
  const definitions = (image: string, more: object = {}) =>
    JSON.stringify([{ name: "web", image, ...more }]);
  const judged = (was: string, is: string, network = "bridge") =>
    verdictOf({
      type: "aws_ecs_task_definition",
      actions: ["delete", "create"],
      before: { family: "web", network_mode: network, container_definitions: was },
      after: { family: "web", network_mode: network, container_definitions: is },
    });
  const DIGEST = `sha256:${"4f".repeat(32)}`;

  it.each([
    ["r.example.com:5000/web:1.0", "r.example.com:5000/web:1.1"],
    ["web:1.0", `web@${DIGEST}`],
    ["web:build-41", `web:build-42@${DIGEST}`],
    [`web:latest@${DIGEST}`, `web:latest@${DIGEST.replaceAll("4f", "5e")}`],
    ["web:3f2c1ab", "web:99d0e1f"],
  ])("is another release: %s to %s", (was, is) => {
    expect(judged(definitions(was), definitions(is))).toBe("safe");
  });

  it.each([
    ["web:1.0", "web:latest"],
    ["web:1.0", "web"],
    ["web:1.0", "web:stable"],
    ["web:1.0", "web:1.1-latest"],
    ["web:latest", "web:1.1"],
    ["web:1.0", "other:1.1"],
    ["r.example.com:5000/web:1.0", "r.example.org:5000/web:1.1"],
  ])("must be looked at: %s to %s", (was, is) => {
    expect(judged(definitions(was), definitions(is))).toBe("needs-a-person");
  });

  it("is judged apart from what the provider writes anew", () => {
    const spelt = { mountPoints: [], volumesFrom: [], cpu: 0, essential: true };
    expect(judged(definitions("web:1.0", spelt), definitions("web:1.1"))).toBe("safe");
    const ports = (mapping: object) => ({ portMappings: [{ containerPort: 80, ...mapping }] });
    const [was, is] = [
      definitions("web:1.0", ports({ hostPort: 80, protocol: "tcp" })),
      definitions("web:1.1", ports({})),
    ];
    expect(judged(was, is, "awsvpc")).toBe("safe");
    expect(judged(was, is)).toBe("needs-a-person");
  });

  it.each(["{", "null", "[1]", "{}"])("cannot be judged in %s", (text) => {
    expect(judged(definitions("web:1.0"), text)).toBe("needs-a-person");
  });
});

describe("a tag", () => {
  const tagged = (tags: object) => ({ tags, tags_all: tags });

  it("is harmless unless AWS or something in the plan goes by it", () => {
    const change = (key: string) => update("aws_lb", tagged({}), tagged({ [key]: "x" }));
    const condition = { StringEquals: { "aws:ResourceTag/team": "web" } };
    const policy: ChangeInput = {
      type: "aws_iam_role_policy",
      address: "aws_iam_role_policy.one",
      actions: ["no-op"],
      before: { policy: JSON.stringify({ Statement: [{ Condition: condition }] }) },
      after: { policy: JSON.stringify({ Statement: [{ Condition: condition }] }) },
    };
    const selection: ChangeInput = {
      type: "aws_backup_selection",
      actions: ["no-op"],
      before: { selection_tag: [{ key: "Backup", type: "STRINGEQUALS", value: "daily" }] },
      after: { selection_tag: [{ key: "Backup", type: "STRINGEQUALS", value: "daily" }] },
    };
    const judged = (key: string) => reviewOf(planOf(change(key), policy, selection)).verdict;
    expect(["Owner", "team", "Backup"].map(judged)).toEqual([
      "safe",
      "needs-a-person",
      "needs-a-person",
    ]);
  });

  it.each([
    "aws:x",
    "awsApplication",
    "AmazonECSManaged",
    "AmazonDataZoneProject",
    "Patch Group",
    "eks:cluster-name",
    "kubernetes.io/role/elb",
    "elbv2.k8s.aws/cluster",
  ])("by which a service of AWS goes is not harmless: %s", (key) => {
    expect(verdictOf(update("aws_subnet", tagged({}), tagged({ [key]: "x" })))).toBe(
      "needs-a-person",
    );
  });

  it("that is not harmless is told from a type that is not listed", () => {
    expect(risksOf(update("aws_lb", tagged({}), tagged({ "aws:x": "y" })))).toEqual([
      "yes: tags and tags_all are changed in keys that are not known yet, or that AWS or something in the plan goes by",
    ]);
  });

  it("of an object is not harmless: a bucket's rules may delete it by one", () => {
    expect(verdictOf(update("aws_s3_object", tagged({}), tagged({ temporary: "1" })))).toBe(
      "needs-a-person",
    );
  });

  it("is not harmless where a data source looks for it, by whatever expression", () => {
    const plan = planOf(update("aws_subnet", tagged({}), tagged({ Tier: "public" })));
    const lookup = { address: "data.aws_subnets.all", mode: "data", type: "aws_subnets" };
    const judged = (expressions: object) =>
      reviewOf({
        ...plan,
        configuration: { root_module: { resources: [{ ...lookup, expressions }] } },
        prior_state: {
          values: { root_module: { resources: [{ ...lookup, values: { tags: { Tier: "x" } } }] } },
        },
      }).verdict;
    expect(judged({ tags: { references: ["var.tier"] } })).toBe("needs-a-person");
    expect(judged({ tags: { constant_value: { Tier: "x" } } })).toBe("needs-a-person");
    // What it found has the tag; it was not looked for by it.
    expect(judged({ ids: { references: ["var.id"] } })).toBe("safe");
  });

  it("of a group is not harmless where a change of tags replaces its instances", () => {
    const group = (value: string, triggers: readonly string[]) => ({
      tag: [{ key: "Owner", value, propagate_at_launch: true }],
      instance_refresh: [{ triggers }],
    });
    const judged = (triggers: readonly string[]) =>
      verdictOf(update("aws_autoscaling_group", group("a", triggers), group("b", triggers)));
    expect([judged([]), judged(["tag"])]).toEqual(["safe", "needs-a-person"]);
  });
});
