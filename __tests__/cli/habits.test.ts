import type { Command } from "commander";
import { afterEach, describe, expect, it, vi } from "vitest";
import { judge } from "../../src/cli/check";
import { meaningsOf, nameOf, withHabits } from "../../src/cli/habits";
import { haProgram } from "../../src/cli/program";
import { simulate } from "../../src/cli/simulate";
import { WrongUsage } from "../../src/cli/wrong-usage";
import { MEANINGS } from "../../src/exit-codes";
import { toJson } from "../../src/review/output/json";
import { readPlanFiles } from "../../src/review/plan/plan-file";
import { review } from "../../src/review/review";
import { fixturePath } from "../review/support/fixtures";
import { planFixturePath } from "../support/topology-fixtures";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function program(): Command {
  return withHabits(haProgram(), "npx ha");
}

function withInner(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withInner)];
}

function helpOf(command: Command): string {
  const help: string[] = [];
  command.configureOutput({ writeOut: (text) => void help.push(text) }).outputHelp();
  return help.join("");
}

describe("every command", () => {
  const commands = withInner(program());

  it("that does something has exit codes of its own, and no other has", () => {
    const doing = commands.filter((command) => command.commands.length === 0).map(nameOf);
    expect(Object.keys(MEANINGS).sort()).toEqual([...doing].sort());
  });

  it.each(commands.map((command) => [command.name(), command] as const))(
    "has them in its help, which fits 80 columns: %s",
    (_, command) => {
      const help = helpOf(command);
      const section = help.slice(help.indexOf("\nExit codes:\n")).replace(/\n {17}/g, " ");
      for (const [code, says] of meaningsOf(command)) {
        expect(section).toContain(`\n  ${code.padEnd(13)}  ${says}\n`);
      }
      expect(help).not.toContain("(default: [])");
      expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    },
  );

  it("wraps its exit codes at the width of a terminal", () => {
    vi.stubGlobal("process", Object.create(process, { stdout: { value: { columns: 40 } } }));
    const help = helpOf(program());
    const section = help.slice(help.indexOf("\nExit codes:\n"));
    expect(Math.max(...section.split("\n").map((line) => line.length))).toBeLessThanOrEqual(40);
  });
});

describe("what was mistyped", () => {
  it.each([
    ["chek", "unknown command 'chek' (Did you mean check?); see `npx ha --help`"],
    ["sandbox strat", "unknown command 'strat' (Did you mean start?); see `npx ha sandbox --help`"],
    ["check --jsn", "unknown option '--jsn' (Did you mean --json?); see `npx ha check --help`"],
    [
      "check a b",
      "too many arguments for 'check': expected 1 argument but got 2; see `npx ha check --help`",
    ],
    ["check --rule", "option '--rule <id>' argument missing; see `npx ha check --help`"],
    ["check --rule HA-LB-30", '"HA-LB-30" is not a rule: there are HA-LB-01 to HA-LB-04'],
    ["check --env nowhere", 'no environment "nowhere" in environments/: there is demo, production'],
    ["review", "missing required argument 'plans'; see `npx ha review --help`"],
    [
      "review plan.json --format xml",
      "option '--format <format>' argument 'xml' is invalid: allowed choices are markdown, json, sarif; see `npx ha review --help`",
    ],
    [
      "simulate --runs 0",
      "option '--runs <number>' argument '0' is invalid: give a whole number from 1; see `npx ha simulate --help`",
    ],
    ["preflight", "required option '--env <name>' not specified; see `npx ha preflight --help`"],
    [
      "preflight --env nowhere",
      'no environment "nowhere" in environments/: there is demo, production',
    ],
    ["drill", "which environment? give --env, such as --env demo"],
    [
      "sandbox zone black",
      "missing required argument 'zone'; see `npx ha sandbox zone black --help`",
    ],
    ["sandbox start --region nowhere", '"nowhere" is not a region: give one such as eu-north-1'],
    [
      "sandbox start --speed 50",
      "a speed of 50 is above 10, where health checks begin to fail for no reason: lower it, or add --force",
    ],
  ])("is wrong usage: ha %s", async (line, message) => {
    await expect(program().parseAsync(line.split(" "), { from: "user" })).rejects.toThrow(
      new WrongUsage(message),
    );
  });

  it.each(["", "sandbox", "sandbox zone", "help chek"])(
    "gets the commands that there are: ha %s",
    async (line) => {
      const shown = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      const args = line.split(" ").filter((word) => word !== "");
      await expect(program().parseAsync(args, { from: "user" })).rejects.toThrow(
        new WrongUsage("give one of the commands above"),
      );
      expect(shown.mock.calls.join()).toContain("\nCommands:\n");
    },
  );
});

describe("JSON", () => {
  const plan = planFixturePath("demo-ha");

  it.each<[string, () => string | Promise<string>]>([
    ["check", async () => (await judge(plan, { json: true })).output],
    ["simulate", () => simulate(plan, { json: true, runs: 2, compare: true }).output],
    [
      "review",
      () => toJson(review({ plans: readPlanFiles([fixturePath("service")]), waivers: [] })),
    ],
  ])("of ha %s begins with its version, and has keys in camel case", async (_, output) => {
    const content = JSON.parse(await output());
    expect(Object.entries(content)[0]).toEqual(["formatVersion", "2.0"]);
    expect(keysIn(content).filter((key) => !/^[a-z][A-Za-z0-9]*$/.test(key))).toEqual([]);
  });
});

function keysIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const inner = Object.values(value).flatMap(keysIn);
  return Array.isArray(value) ? inner : [...new Set([...Object.keys(value), ...inner])];
}
