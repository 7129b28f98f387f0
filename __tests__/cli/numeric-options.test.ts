import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { drillCommand, preflightCommand } from "../../src/cli/drill-command";
import * as numericOptions from "../../src/cli/numeric-options";
import { reviewCommand } from "../../src/cli/review";
import { simulateCommand } from "../../src/cli/simulate";

/** Whatever the option: no number, or none that anything can be done with. */
const NEVER = [
  "NaN",
  "Infinity",
  "-Infinity",
  "-1",
  "+1",
  "1e999",
  "1e3",
  "0x10",
  "0b1",
  "1_000",
  "1,5",
  "",
  " ",
  " 5",
  "5 ",
  "5\n",
  "five",
  "9".repeat(400),
  "-1s",
  "Infinitys",
  "1e9h",
  "..s",
  `${"9".repeat(400)}h`,
];

const { DRILL_RATE, FAULT_DURATION, THRESHOLD, SPEED, PORT } = numericOptions;
const { SIMULATED_RATE, RUNS, SEED, MARKDOWN_LIMIT, PULL_REQUEST } = numericOptions;

describe("a numeric option", () => {
  it.each(Object.entries(numericOptions))("%s takes nothing but plain numbers", (_, parse) => {
    for (const text of NEVER) {
      expect(() => parse(text), JSON.stringify(text)).toThrow(/^give a/);
    }
  });

  it.each([
    [DRILL_RATE, ["1", "20", "2.5", "500"], ["0.5", "500.1", "1000000000"]],
    [FAULT_DURATION, ["1s", "10m", "12h", "0.5h"], ["10ms", "13h", "999999999999h"]],
    [THRESHOLD, ["1ms", "15s", "24h"], ["25h"]],
    [SPEED, ["0.1", ".5", "1", "10", "100"], ["0.01", "101", "1000000000"]],
    [PORT, ["1", "4566", "65535"], ["65536"]],
    [SIMULATED_RATE, ["0.5", "1000000"], ["1000001"]],
    [RUNS, ["1", "100000"], ["100001"]],
    [SEED, ["0", "4294967295"], ["4294967296"]],
    [MARKDOWN_LIMIT, ["5000", "1048576"], ["1048577"]],
    [PULL_REQUEST, ["1", "123456"], []],
  ])("%o takes what makes sense, and says why no more", (parse, taken, beyond) => {
    for (const text of taken) {
      expect(parse(text)).toBeGreaterThanOrEqual(0);
    }
    for (const text of beyond) {
      expect(() => parse(text), text).toThrow(/^give at (least|most) [\d.]+[smh]?: \w+/);
    }
  });

  it("is parsed alike by every command: no option leaves a number to JavaScript", () => {
    const commands = [drillCommand(), preflightCommand(), simulateCommand(), reviewCommand()];
    const parsers = new Set<unknown>(Object.values(numericOptions));
    for (const option of commands.flatMap((command: Command) => command.options)) {
      if (/<(number|factor|duration|characters)>/.test(option.flags)) {
        expect(parsers, option.flags).toContain(option.parseArg);
      }
    }
  });
});
