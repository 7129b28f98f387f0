import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible } from "../../src/redaction/visible";
import { code, plain } from "../../src/review/output/markdown/escape";
import { COMMENT_LIMIT, toMarkdown } from "../../src/review/output/markdown/markdown";
import { fixture } from "./support/fixtures";
import { codesIn, expectSound, githubHtml } from "./support/github-html";
import { type ChangeInput, planOf, reviewOf } from "./support/review";

const HOSTILE = [
  "`",
  "``a`",
  "a | b",
  "\\",
  "\\|",
  "<script>alert(1)</script>",
  "</details>",
  "<!-- ha-review -->",
  "-->",
  "@octocat and @org/team",
  "#1 and owner/repo#2",
  "[link](https://evil.example)",
  "![image](https://evil.example/x.png)",
  "https://evil.example www.evil.example a@evil.example",
  "**bold** _em_ ~~gone~~ $x$ :boom:",
  "&lt;b&gt; &#60;b&#62;",
  "first\nsecond\r\n| a | b |\n\n# heading",
  "\u202Edesrever\u2066isolated\u200Bhidden\uFEFF",
  "\u0000\u001B[31mred\u0007",
  "\ud800 half",
  " spaces ",
  "",
  "- [ ] item",
  "a".repeat(5_000),
];

const hostileChange = (name: string): ChangeInput => ({
  type: "aws_lb_target_group",
  address: `aws_lb_target_group.web[${name}]`,
  previous_address: name === "" ? undefined : name,
  action_reason: name,
  actions: ["delete", "create"],
  before: { [name]: 1, health_check: [{ interval: 5, matcher: name }] },
  after: { [name]: 2, health_check: [{ interval: 30, matcher: `${name}!` }] },
  replace_paths: [[name], ["health_check", 0, "matcher"]],
});

describe("a comment", () => {
  it.each(HOSTILE)("is sound whatever a thing is named: %j", (name) => {
    const plan = {
      ...planOf(hostileChange(name)),
      resource_drift: planOf({ ...hostileChange(name), actions: ["update"] })["resource_changes"],
      output_changes: { [name]: { actions: ["create"] } },
    };
    const review = reviewOf(plan, { commit: name, environment: name });
    const html = expectSound(toMarkdown(review));
    const shown = visible(`aws_lb_target_group.web[${name}]`).slice(0, 150);
    expect(codesIn(html).some((text) => plainText(text).startsWith(plainText(shown)))).toBe(true);
  });

  it.each(["create", "replace", "sensitive", "modules", "destroy-all", "check-failed"])(
    "is sound of a plan that Terraform made: %s",
    (name) => {
      expectSound(toMarkdown(reviewOf(fixture(name))));
    },
  );

  it("tells the verdict before everything else, under its hidden mark", () => {
    const lines = toMarkdown(reviewOf(fixture("destroy"), { environment: "demo" })).split("\n");
    expect(lines[0]).toBe("<!-- ha-review demo -->");
    expect(lines[2]).toMatch(
      /^## ✋ Needs a person's yes: `terraform_data\.gone`: it is destroyed/,
    );
  });

  it("has its parts in the order of a reader's questions", () => {
    const comment = toMarkdown(
      reviewOf(
        { ...fixture("replace"), resource_drift: fixture("update")["resource_changes"] },
        { commit: "0123abc" },
      ),
    );
    const parts = ["Commit", "| stack |", "### Blocked, or", "### Drift", "<details>"];
    const places = parts.map((part) => comment.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it("says what to do about what is blocked, and about what needs a yes, where there is any", () => {
    const [blocked, yes] = ["must not be applied", "has confirmed that it is meant"];
    const said = (...types: readonly string[]) => {
      const gone = types.map((type) => ({ type, actions: ["delete"], before: {} }));
      const text = toMarkdown(reviewOf(planOf(...gone)));
      return [blocked, yes].filter((each) => text.includes(each));
    };
    expect(said("aws_s3_bucket")).toEqual([blocked]);
    expect(said("aws_sns_topic")).toEqual([yes]);
    expect(said("aws_s3_bucket", "aws_sns_topic")).toEqual([blocked, yes]);
    expect(said("aws_cloudwatch_dashboard")).toEqual([]);
  });

  it("is the same, byte for byte, of the same plan", () => {
    const text = () => toMarkdown(reviewOf(fixture("modules")));
    expect(text()).toBe(text());
  });

  it("is the same in whatever order Terraform lists the changes", () => {
    const plan = fixture("sensitive");
    const reversed = { ...plan, resource_changes: [...(plan["resource_changes"] as [])].reverse() };
    expect(toMarkdown(reviewOf(reversed))).toBe(toMarkdown(reviewOf(plan)));
  });
});

/** A newline is written as an escape, whose backslash a renderer may not take for Markdown's. */
function plainText(text: string): string {
  return text.replaceAll(/\\u\{(60|7c)\}/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

describe("text out of a plan", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 100 }),
    fc.string({ unit: fc.constantFrom(..."`|\\*_~<>[]()!@#&$:/.w \n-") }),
  );

  it("is one code span whatever it holds", () => {
    fc.assert(
      fc.property(text, (name) => {
        const html = githubHtml(`| a |\n| --- |\n| ${code(name)} |`);
        expect(html.match(/<code>/g)).toHaveLength(1);
        expect(html.match(/<td>/g)).toHaveLength(1);
        expect(html).toMatch(/<td><code>[^<]+<\/code><\/td>/);
      }),
    );
  });

  it("is nothing but text in a sentence", () => {
    fc.assert(
      fc.property(text, (name) => {
        const html = githubHtml(`| a |\n| --- |\n| x ${plain(name)} x |`);
        expect(html).toMatch(/<td>x [^<]*x<\/td>/);
      }),
    );
  });
});

describe("a plan of 10,000 resources", () => {
  const changes = (actions: readonly string[]) =>
    Array.from(
      { length: 10_000 },
      (_, index): ChangeInput => ({
        type: "aws_lb_target_group",
        address: `module.service["${index}"].aws_lb_target_group.this`,
        actions,
        before: actions.includes("create") ? null : { name: "x" },
        after: actions.includes("delete") ? null : { name: "y" },
      }),
    );

  it.each([
    ["created", ["create"], "## ✅ Safe", "10000 created"],
    ["destroyed", ["delete"], "## 🛑 Blocked", "10000 destroyed"],
  ])("fits into a comment with its verdict: %s", (_, actions, verdict, left) => {
    const comment = toMarkdown(reviewOf(planOf(...changes(actions))));
    expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(comment.split("\n")[2]).toContain(verdict);
    expect(comment).toContain("| `demo-ha` |");
    expect(comment).toMatch(new RegExp(`Left out to stay within 60000 characters.*${left}`));
    expectSound(comment);
  });

  it("drops what is created before what is destroyed", () => {
    const some = [...changes(["create"]).slice(0, 2_000), ...changes(["delete"]).slice(0, 20)];
    const comment = toMarkdown(reviewOf(planOf(...some)));
    expect(comment).toContain("<summary><code>demo-ha</code>: 20 destroyed</summary>");
    expect(comment).toMatch(/Left out.*2000 created/);
  });

  it("has its verdict, counts and concerns even among hundreds of stacks with services", () => {
    const one = reviewOf(fixture("demo-weakened"));
    const repeat = <T>(parts: readonly T[]) => Array.from({ length: 300 }, () => parts).flat();
    const comment = toMarkdown({
      ...one,
      stacks: repeat(one.stacks),
      resilience: repeat(one.resilience),
      concerns: repeat(one.concerns),
    });
    expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(comment).toMatch(/^## 🛑 Blocked.*\| stack \|.*### Blocked, or in need of a yes/ms);
    expectSound(comment);
  });

  it("says the same of many in one row, with the first of their names", () => {
    const comment = toMarkdown(reviewOf(planOf(...changes(["delete"]))));
    expect(comment.match(/^\| 🛑 blocked.*and 9992 more/gm)).toHaveLength(1);
  });

  it("says how many rows of a table have no room", () => {
    const different = changes(["delete"]).map((change, index) => ({
      ...change,
      action_reason: `reason ${index}`,
    }));
    const comment = toMarkdown(reviewOf(planOf(...different)));
    const rows = comment.match(/^\| 🛑 blocked/gm)?.length ?? 0;
    expect(comment).toContain(`… and ${10_000 - rows} more: see the full report.`);
  });
});
