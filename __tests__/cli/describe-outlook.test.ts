import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { describeOutlook, outlookJson } from "../../src/cli/describe-outlook";
import type { Check } from "../../src/drill/preflight/check";
import { NotFoundInAccount } from "../../src/topology/live/scope";
import { environment } from "../support/environments";

const sound: Check = { title: "existing.vpc.name", verdict: "holds", detail: '"vpc-1"' };
const wrong: Check = { title: "accountId", verdict: "refused", detail: "is another" };
const drill = new NotFoundInAccount('no load balancer "taskmanager-demo": deploy it first');
const LOOK = { width: 200, colors: createColors(false) };
const looked = (...checks: Check[]) => ({
  settings: { accountId: "123456789012", wrongAccount: false, checks },
  drill,
});

describe("a preflight of what is not deployed", () => {
  it("says what comes next", () => {
    expect(describeOutlook(looked(sound), environment(), LOOK)).toBe(
      [
        "The settings of demo, looked up in account 123456789012",
        "",
        '  ✓ existing.vpc.name: "vpc-1"',
        "",
        "A drill could not begin",
        "",
        '  demo is not deployed, or not completely (no load balancer "taskmanager-demo": deploy it first): next, `npx cdktf deploy demo-foundation demo-ha`',
      ].join("\n"),
    );
  });

  it("says that wrong settings come first, and that a state bucket does", () => {
    const text = (check: Check, state: Parameters<typeof environment>[0]) =>
      describeOutlook(looked(check), environment(state), LOOK);
    expect(text(wrong, {})).toContain("next, correct the settings above, then `npx cdktf deploy");
    expect(text(sound, { state: { kind: "s3", bucket: "demo-state" } })).toContain(
      "next, `npx cdktf deploy demo-state` where that was never done, then `npx cdktf deploy",
    );
  });

  it("is the same for programs", () => {
    expect(JSON.parse(outlookJson(looked(sound, wrong), environment()))).toMatchObject({
      environment: "demo",
      region: "eu-north-1",
      account: "123456789012",
      settings: [sound, wrong],
      deployed: false,
      error: { message: 'no load balancer "taskmanager-demo": deploy it first', exitCode: 2 },
    });
  });
});
