import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/cli/check";
import { simulate } from "../../src/cli/simulate";
import { temporaryFolder } from "../support/terraform";
import { planFixture, planFixturePath } from "../support/topology-fixtures";

/** What a name may hold that a terminal, a browser or a CI runner would act upon. */
const HOSTILE = [
  "\u001b[2J\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007",
  "\n::error::injected\n::stop-commands::x",
  " ::add-mask::y ##[error]z ##vso[task.setvariable variable=a]b",
  "\u009b31m\u202etxt.exe\u2028\u200b\u{e0041}\r",
  '"><script>alert(1)</script>',
].join("");

const ACTED_UPON = /[^\P{C}\n]|[\u2028\u2029]|^\s*::\w|##\[|##vso/mu;

/** A plan of the demo in which a name, wherever it stands, is another. */
function planWith(
  name: string,
  edit: (plan: ReturnType<typeof planFixture>) => void = () => {},
  replaced = "service-backend_balanced",
) {
  const plan = planFixture("demo-ha");
  edit(plan);
  const written = JSON.stringify(plan).replaceAll(replaced, JSON.stringify(name).slice(1, -1));
  const file = join(temporaryFolder(), "given.json");
  writeFileSync(file, written);
  return file;
}

function refusalOf(run: () => unknown): string {
  try {
    return `not refused: ${run()}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** All that is said of a plan: by both commands, for people and for programs. */
async function saidOf(file: string): Promise<{ text: string[]; json: string[] }> {
  const drawn = simulate(file, { runs: 2, compare: true, html: "page", chart: "chart" });
  const refusal = refusalOf(() => simulate(file, { runs: 2, zone: "elsewhere" }));
  const pages = drawn.files.map(({ text }) => text);
  expect(pages.join()).not.toContain("<script>alert");
  return {
    text: [(await judge(file, { rule: [] })).output, drawn.output, refusal, ...pages],
    json: [
      (await judge(file, { rule: [], json: true })).output,
      simulate(file, { runs: 2, json: true }).output,
    ],
  };
}

function slowed(plan: ReturnType<typeof planFixture>): void {
  for (const { type, change } of plan.resource_changes) {
    if (type === "aws_lb_target_group") {
      change.after.health_check[0].interval = 300;
      change.after.health_check[0].unhealthy_threshold = 10;
    }
    if (type === "aws_ecs_service") {
      change.after.ordered_placement_strategy[0].field = change.after.name;
    }
  }
}

describe("a plan with names that would be acted upon", () => {
  it("comes out as text that shows them", async () => {
    const { text, json } = await saidOf(planWith(HOSTILE, slowed));
    for (const output of [...text, ...json]) {
      expect(output).not.toMatch(ACTED_UPON);
    }
    expect(text[0]).toContain("\\u{1b}[2J");
    const { rules } = JSON.parse(json[0] ?? "").deployments[0];
    const subjects = rules.flatMap((rule: { findings: { subject: string }[] }) => rule.findings);
    expect(subjects.map(({ subject }: { subject: string }) => subject)).toContain(
      `aws_ecs_service.${HOSTILE}_service`,
    );
  });

  it("is drawn with them, zones among them", async () => {
    const file = planWith(`eu-north-1a${HOSTILE}`, () => {}, "eu-north-1a");
    const { text, json } = await saidOf(file);
    expect(text).toHaveLength(5);
    expect(text[1]).toContain("error::injected");
    for (const output of [...text, ...json]) {
      expect(output).not.toMatch(ACTED_UPON);
    }
    const { zones } = JSON.parse(json[1] ?? "").deployments[0];
    expect(zones[0].zone).toBe(`eu-north-1a${HOSTILE}`);
  });

  it("comes out at a length that can be read, and for programs as a whole", async () => {
    const long = "x".repeat(100_000);
    const { text, json } = await saidOf(planWith(long, slowed));
    expect(Math.max(...text.map((output) => output.length))).toBeLessThan(90_000);
    expect(json[0]).toContain(long);
  });
});

describe("a plan with values that it marks as sensitive", () => {
  const SECRET = "Kr0k0d1l-77";

  it("is judged without them, wherever they stand and however they are spelled", async () => {
    const spellings = [SECRET, Buffer.from(`user:${SECRET}`).toString("base64")];
    const file = planWith(spellings.join("-"), (plan) => {
      slowed(plan);
      plan.configuration.root_module.variables = { token: { sensitive: true } };
      plan.variables = { token: { value: SECRET } };
    });
    const { text, json } = await saidOf(file);
    for (const output of [...text, ...json]) {
      expect(output).not.toContain(SECRET);
      expect(output).not.toContain(Buffer.from(SECRET).toString("base64").slice(2, 12));
      expect(output).not.toContain(spellings[1]);
    }
    expect(text[0]).toContain("(sensitive)");
    expect(json[0]).toContain("(sensitive)");
  });

  it("is judged the same, and keeps what differs apart", async () => {
    const named = (first: string, second: string) =>
      planWith("same", (plan) => {
        for (const resource of plan.resource_changes) {
          if (resource.type === "aws_subnet") {
            resource.change.after.availability_zone = first;
            resource.change.after_sensitive = { availability_zone: true };
          }
        }
        for (const resource of plan.prior_state.values.root_module.resources) {
          if (resource.type === "aws_subnet") {
            resource.values.availability_zone = second;
            resource.sensitive_values = { availability_zone: true };
          }
        }
      });
    const file = named("eu-north-1b", "eu-north-1a");
    const { zones } = JSON.parse(simulate(file, { runs: 2, json: true }).output).deployments[0];
    expect(zones.map(({ zone }: { zone: string }) => zone)).toEqual([
      "(sensitive)",
      "(sensitive) #2",
    ]);
    const { exitCode } = await judge(planFixturePath("demo-ha"), { rule: [] });
    expect((await judge(file, { rule: [] })).exitCode).toBe(exitCode);
  });
});
