import { describe, expect, it } from "vitest";
import type { Counts, Review } from "../../src/review/model";
import { toMarkdown } from "../../src/review/output/markdown/markdown";
import { review } from "../../src/review/review";
import { EXIT_CODES } from "../../src/review/verdict";
import { fixture } from "./support/fixtures";
import { planOf, reviewOf } from "./support/review";

interface Expected {
  readonly verdict: "safe" | "needs-a-person" | "blocked";
  readonly counts?: Partial<Counts>;
  /** Subject, and what is said of it. */
  readonly concerns?: readonly (readonly [subject: string, what: string])[];
  readonly reasons?: readonly string[];
  /** Address and changed attributes. */
  readonly changes?: readonly string[];
}

const UNKNOWN_TYPE = "what it holds or carries is not known to this review";
const DESTROYED = `it is destroyed: ${UNKNOWN_TYPE}`;
const REPLACED = `it is destroyed, then created anew: ${UNKNOWN_TYPE}`;

const REVIEWS: Readonly<Record<string, Expected>> = {
  create: { verdict: "needs-a-person", counts: { add: 1 }, changes: ["terraform_data.box"] },
  "no-change": { verdict: "safe", counts: {}, changes: [] },
  update: {
    verdict: "needs-a-person",
    counts: { change: 1 },
    changes: ["terraform_data.box: input, output"],
  },
  replace: {
    verdict: "needs-a-person",
    counts: { replace: 1 },
    concerns: [["terraform_data.box", REPLACED]],
    reasons: ["it cannot be changed in place, because of triggers_replace"],
    changes: ["terraform_data.box: triggers_replace"],
  },
  "replace-create-first": {
    verdict: "needs-a-person",
    counts: { replace: 1 },
    concerns: [
      ["terraform_data.box", `it is created anew, then the old one is destroyed: ${UNKNOWN_TYPE}`],
    ],
  },
  "replace-tainted": {
    verdict: "needs-a-person",
    counts: { replace: 1 },
    concerns: [["terraform_data.box", REPLACED]],
    reasons: ["it is marked as tainted"],
  },
  "replace-asked-for": {
    verdict: "needs-a-person",
    counts: { replace: 1 },
    reasons: ["it was asked for with -replace"],
  },
  "replace-triggered": {
    verdict: "needs-a-person",
    counts: { change: 1, replace: 1 },
    concerns: [
      ["terraform_data.follower", REPLACED],
      ["terraform_data.leader", "input and output are not on the list of harmless changes"],
    ],
    reasons: ["replace_triggered_by names something that changes", ""],
  },
  destroy: {
    verdict: "needs-a-person",
    counts: { destroy: 1 },
    concerns: [["terraform_data.gone", DESTROYED]],
    reasons: ["it is no longer in the configuration"],
  },
  "destroy-all": {
    verdict: "needs-a-person",
    counts: { destroy: 2 },
    concerns: [
      ["terraform_data.one", DESTROYED],
      ["terraform_data.other", DESTROYED],
    ],
  },
  forget: {
    verdict: "needs-a-person",
    counts: { forget: 1 },
    concerns: [["terraform_data.box", "Terraform no longer manages it, and it stays"]],
  },
  move: { verdict: "safe", counts: { move: 1 }, changes: ["terraform_data.new"] },
  "move-and-update": {
    verdict: "needs-a-person",
    counts: { change: 1, move: 1 },
    changes: ["terraform_data.new: input, output"],
  },
  import: { verdict: "needs-a-person", counts: { import: 1 }, changes: ["terraform_data.box"] },
  "import-and-update": {
    verdict: "needs-a-person",
    counts: { change: 1, import: 1 },
    changes: ["terraform_data.box: input, output"],
  },
  sensitive: {
    verdict: "needs-a-person",
    counts: { change: 3 },
    changes: [
      "terraform_data.copy: input, output",
      "terraform_data.part: input, output",
      "terraform_data.whole: input, output",
    ],
  },
  "unknown-map": {
    verdict: "needs-a-person",
    counts: { change: 2 },
    changes: ["terraform_data.map: input, output", "terraform_data.source: input, output"],
  },
  modules: {
    verdict: "needs-a-person",
    counts: { add: 1, change: 1 },
    changes: [
      "module.labelled.terraform_data.box: input, output",
      "module.sealed.terraform_data.box",
    ],
  },
  "module-removed": {
    verdict: "needs-a-person",
    counts: { destroy: 1 },
    concerns: [["module.labelled.terraform_data.box", DESTROYED]],
    reasons: ["it is no longer in the configuration"],
  },
  count: {
    verdict: "needs-a-person",
    counts: { destroy: 1 },
    concerns: [["terraform_data.box[2]", DESTROYED]],
    reasons: ["count is smaller than its index"],
  },
  "for-each": {
    verdict: "needs-a-person",
    counts: { add: 1, destroy: 1 },
    concerns: [
      ['terraform_data.box["a"]', DESTROYED],
      ['terraform_data.box["c"]', "a new terraform_data is not on the list of harmless changes"],
    ],
    reasons: ["for_each no longer has its key", ""],
  },
  "check-failed": {
    verdict: "needs-a-person",
    counts: {},
    concerns: [["check.big_enough", "its check does not hold"]],
  },
};

/** The address of each concern, with its level, and what has drifted. */
const NETWORK = {
  concerns: [
    "blocked aws_lb_target_group.gone[0]",
    "blocked aws_s3_bucket.state[0]",
    "blocked aws_subnet.main",
    "yes aws_cloudwatch_metric_alarm.gone[0]",
    "yes aws_lb_target_group.kept",
    "yes aws_lb_target_group.renamed",
    "yes aws_security_group.lost",
    "yes aws_ssm_parameter.password",
    "yes aws_ssm_parameter.password",
    "yes aws_vpc_security_group_ingress_rule.clients",
  ],
  drift: ["destroy aws_security_group.lost: ", "update aws_vpc.main: enable_dns_hostnames"],
};

const NOTHING: Counts = {
  add: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  forget: 0,
  import: 0,
  move: 0,
};

describe("a plan that real Terraform made", () => {
  it.each(Object.entries(REVIEWS))("is reviewed: %s", (name, expected) => {
    const { verdict, stacks, concerns } = reviewOf(fixture(name));
    expect(verdict).toBe(expected.verdict);
    const [stack] = stacks;
    if (expected.counts) {
      expect(stack?.counts).toEqual({ ...NOTHING, ...expected.counts });
    }
    if (expected.concerns) {
      expect(concerns.map(({ subject, what }) => [subject, what])).toEqual(expected.concerns);
    }
    if (expected.reasons) {
      expect(
        concerns.map(({ terraformReason, replacePaths }) =>
          [terraformReason, ...replacePaths.map((path) => `because of ${path}`)].join(", "),
        ),
      ).toEqual(expected.reasons);
    }
    if (expected.changes) {
      expect(
        stack?.changes.map(({ address, attributes }) =>
          [address, attributes.map(({ name: attribute }) => attribute).join(", ")]
            .filter((part) => part !== "")
            .join(": "),
        ),
      ).toEqual(expected.changes);
    }
  });

  it("is blocked for what it destroys and replaces, and tells what has drifted", () => {
    const { verdict, concerns, drift } = reviewOf(fixture("network-weakened"));
    expect(verdict).toBe("blocked");
    expect(concerns.map(({ level, subject }) => `${level} ${subject}`)).toEqual(NETWORK.concerns);
    expect(
      drift.map(
        ({ action, address, attributes }) =>
          `${action} ${address}: ${attributes.map(({ name }) => name).join(", ")}`,
      ),
    ).toEqual(NETWORK.drift);
  });

  it("tells where a resource was moved from, and that one was imported", () => {
    const [moved] = reviewOf(fixture("move")).stacks[0]?.changes ?? [];
    const [imported] = reviewOf(fixture("import")).stacks[0]?.changes ?? [];
    expect([moved?.movedFrom, imported?.imported]).toEqual(["terraform_data.old", true]);
  });

  it("says where there is nothing to judge, whatever the verdict", () => {
    const [nothing, created] = ["no-change", "create"].map((name) => reviewOf(fixture(name)));
    const words = "nothing here is judged for zone loss: no ECS service";
    expect([nothing?.verdict, created?.verdict]).toEqual(["safe", "needs-a-person"]);
    expect(created?.reason?.subject).toBe("terraform_data.box");
    for (const each of [nothing, created]) {
      expect(each?.notes).toContain(words);
      expect(toMarkdown(each as Review)).toMatch(new RegExp(`^## .*${words}`, "m"));
    }
  });

  it("is judged together with those of the other stacks", () => {
    const file = (name: string, document: unknown) => ({
      name,
      sha256: "0",
      document,
      lockedProviders: new Map(),
    });
    const both = review({
      plans: [file("shop-network", fixture("create")), file("shop-ha", fixture("service"))],
      waivers: [],
    });
    expect(both.resilience).toHaveLength(1);
    expect(both.notes.filter((note) => note.includes("is judged"))).toEqual([]);
  });

  it("is called OpenTofu's where it is", () => {
    const programOf = (changes: object) =>
      reviewOf({ ...fixture("no-change"), ...changes }).stacks[0]?.program;
    expect(programOf({})).toBe("Terraform");
    const tofu = { terraform_version: "1.10.2", applyable: undefined, complete: undefined };
    expect(programOf(tofu)).toBe("OpenTofu");
    // Before 1.8, Terraform did not write it either.
    expect(programOf({ ...tofu, terraform_version: "1.7.5" })).toBe("Terraform");
    const aws = { name: "aws", full_name: "registry.opentofu.org/hashicorp/aws" };
    const configuration = { provider_config: { aws }, root_module: {} };
    expect(programOf({ ...tofu, terraform_version: "1.7.5", configuration })).toBe("OpenTofu");
  });

  it("of OpenTofu may forget a resource and create it anew", () => {
    const change = { type: "aws_lb", before: { name: "x" }, after: { name: "y" } };
    const [terraform, tofu] = [
      ["create", "forget"],
      ["forget", "create"],
    ].map((actions) => reviewOf(planOf({ ...change, actions })));
    expect(tofu?.verdict).not.toBe("safe");
    expect(tofu?.concerns).toEqual(terraform?.concerns);
    expect(tofu?.stacks[0]?.program).toBe("OpenTofu");
  });

  it("is told by the exit codes of the design", () => {
    expect(EXIT_CODES).toEqual({ safe: 0, "could-not-tell": 1, blocked: 2, "needs-a-person": 3 });
  });
});
