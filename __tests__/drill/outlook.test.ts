import { describe, expect, it } from "vitest";
import { DrillError } from "../../src/drill/drill-error";
import type { Check } from "../../src/drill/preflight/check";
import { exitCodeOf, outlookOf } from "../../src/drill/preflight/outlook";
import type { Preflight } from "../../src/drill/preflight/preflight";
import { NotFoundInAccount } from "../../src/topology/live/scope";

type Verdict = Check["verdict"];

const checks = (...verdicts: Verdict[]): Check[] =>
  verdicts.map((verdict) => ({ title: "existing.vpc.id", verdict, detail: "" }));
const settings = (...verdicts: Verdict[]) => ({
  accountId: "123456789012",
  wrongAccount: false,
  checks: checks(...verdicts),
});
const drill = (...verdicts: Verdict[]) => ({ checks: checks(...verdicts) }) as unknown as Preflight;
const notDeployed = new NotFoundInAccount("no load balancer");

describe("the exit code of a preflight", () => {
  it.each([
    ["all holds", settings("holds"), drill("holds"), 0],
    ["a permission of the drill cannot be tried", settings("holds"), drill("unknown"), 0],
    ["a setting could not be looked up", settings("unknown"), drill("holds"), 1],
    ["sound settings are not deployed yet", settings("holds"), notDeployed, 1],
    ["a drill was cut off", settings("holds"), new DrillError("a drill was cut off"), 1],
    ["a setting is wrong", settings("refused"), drill("holds"), 2],
    ["a setting is wrong, and not deployed", settings("refused", "unknown"), notDeployed, 2],
    ["a setting is wrong, and the drill fails", settings("refused"), new DrillError("late"), 2],
    ["a drill may not begin", settings("holds"), drill("refused"), 2],
  ])("says whether %s", (_, looked, ahead, code) => {
    expect(exitCodeOf({ settings: looked, drill: ahead })).toBe(code);
  });

  it("does not depend on what is deployed in another account", async () => {
    const wrong = { ...settings("refused"), wrongAccount: true };
    const outlook = await outlookOf(wrong, () => Promise.reject(new Error("was looked at")));
    expect(outlook.drill).not.toMatchObject({ message: "was looked at" });
    expect(exitCodeOf(outlook)).toBe(2);
  });
});
