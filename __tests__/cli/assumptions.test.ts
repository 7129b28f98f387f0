import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/cli/check";
import { simulate } from "../../src/cli/simulate";
import { toJson } from "../../src/review/output/json";
import { toMarkdown } from "../../src/review/output/markdown/markdown";
import { readPlanFiles } from "../../src/review/plan/plan-file";
import { review } from "../../src/review/review";
import { planFixturePath } from "../support/topology-fixtures";

const plan = planFixturePath("hand-written");
const group = {
  address: "aws_autoscaling_group.main",
  attribute: "vpc_zone_identifier",
  kind: "every",
};
const SUBNETS =
  "aws_autoscaling_group.main: vpc_zone_identifier is taken to be all of data.aws_subnets.existing and aws_subnet.public";
const WHY = "a plan shows only what an expression refers to; the Terraform source would decide";

/** Without the breaks of lines. */
function unwrapped(text: string): string {
  return text.replace(/\s+/g, " ");
}

describe("what the judgement of a plan rests on is said beside it", () => {
  it("by ha check", async () => {
    const { output } = await judge(plan, { rule: [] });
    expect(unwrapped(output)).toContain(`ASSUMED ${WHY}`);
    expect(unwrapped(output)).toContain(SUBNETS);
    expect(output).toMatch(/\d+ held, .*\d assumed$/);
    const [deployment] = JSON.parse(
      (await judge(plan, { rule: [], json: true })).output,
    ).deployments;
    expect(deployment.assumptions).toContainEqual(expect.objectContaining(group));
  });

  it("by ha simulate", () => {
    const { output, files } = simulate(plan, { runs: 2, html: "page.html" });
    expect(unwrapped(output)).toContain(`assumed: ${WHY}`);
    expect(unwrapped(output)).toContain(SUBNETS);
    expect(files[0]?.text).toContain(SUBNETS);
    const [deployment] = JSON.parse(simulate(plan, { runs: 2, json: true }).output).deployments;
    expect(deployment.planAssumptions).toContainEqual(expect.objectContaining(group));
  });

  it("by ha review", () => {
    const found = review({ plans: readPlanFiles([plan]), waivers: [] });
    const markdown = toMarkdown(found).replaceAll("\\", "");
    expect(markdown.indexOf(SUBNETS)).toBeGreaterThan(markdown.indexOf("## "));
    expect(markdown.indexOf(SUBNETS)).toBeLessThan(markdown.indexOf("### "));
    const [resilience] = JSON.parse(toJson(found)).resilience;
    expect(resilience.assumptions).toContainEqual(expect.objectContaining(group));
  });

  it("but nothing of a plan that keeps the text of its expressions", async () => {
    expect(readFileSync(planFixturePath("demo-ha"), "utf8")).toContain("constant_value");
    const { output } = await judge(planFixturePath("demo-ha"), { rule: [] });
    expect(output).not.toMatch(/assumed/i);
  });
});
