import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { describeProof } from "../../src/cli/describe-proof";
import { wrap } from "../../src/cli/wrap";
import { rules } from "../../src/rules";
import { prove } from "../../src/rules/proof";
import { SynthesizedDraft } from "../rules/support/synthesized-draft";
import { synthesize } from "../support/synth";

describe("what a proof says to people", () => {
  const { foundation, ha } = synthesize();
  const draft = new SynthesizedDraft({ foundation, ha });
  draft.resource("aws_lb")["enable_zonal_shift"] = false;
  draft.resource("aws_autoscaling_group")["min_size"] = "${var.size}";
  for (const name of ["frontend", "backend"]) {
    draft.resource("aws_lb_target_group", name)["deregistration_delay"] = "300";
  }
  const waivers = [
    { rule: "HA-TG-07", subject: "*backend*", reason: "long uploads", until: "2026-12-31" },
    { rule: "HA-TG-02", reason: "old clients", until: "2026-12-31" },
  ];
  const proof = prove(draft.topology, { rules, waivers, today: "2026-11-22" });
  const told = (width: number) =>
    describeProof("demo-ha", proof, { width, colors: createColors(false) });

  it("begins with what is broken, then what is unknown, waived and stale, and ends with a count", () => {
    const words = /^(BROKEN|UNKNOWN|WAIVED|NOT TOLD|stale waiver|\d+ held)/;
    const beginnings = told(80)
      .split("\n")
      .flatMap((line) => words.exec(line)?.[1] ?? []);
    expect(beginnings).toEqual([
      ...Array(2).fill("BROKEN"),
      "UNKNOWN",
      "WAIVED",
      ...Array(3).fill("NOT TOLD"),
      "stale waiver",
      "37 held",
    ]);
    expect(told(80)).toContain("until 2026-12-31: long uploads");
  });

  it.each([40, 80])("keeps to %i columns, but for what must stay whole", (width) => {
    const tooLong = told(width)
      .split("\n")
      .filter((line) => line.length > width && line.trim().includes(" "));
    expect(tooLong).toEqual([]);
  });

  it("leaves a long word whole", () => {
    expect(wrap("see https://example.com/a/long/way for more", 12, 2, 2)).toBe(
      "  see\n    https://example.com/a/long/way\n    for more",
    );
  });
});
