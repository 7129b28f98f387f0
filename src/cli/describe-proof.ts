import type { JudgedRule, Proof, Standing, WeighedFinding } from "../rules/proof";
import type { Waiver } from "../rules/waiver";
import { describeAssumptions, WHY_ASSUMED } from "../topology/describe-assumptions";
import type { TopologySource } from "../topology/model";
import type { Colors } from "./colors";
import { wrap } from "./wrap";

export interface Look {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colors: Colors;
}

const SOURCES: Readonly<Record<TopologySource, string>> = {
  synthesized: "synthesized JSON",
  plan: "a plan",
  live: "a live account",
};

const LOOKUPS =
  "What is looked up in AWS is known at the plan: save one with `terraform plan -out=plan`, and check what `terraform show -json plan` prints.";

/**
 * What the rules say of one deployment, for people: what is broken, with why and what to do, then
 * what could not be told, and a count.
 *
 * @param name what was judged
 */
export function describeProof(name: string, proof: Proof, look: Look): string {
  const of = (standing: Standing) => proof.rules.filter((judged) => judged.standing === standing);
  return [
    look.colors.bold(wrap(`${name}, by ${SOURCES[proof.source]}`, look.width)),
    ...of("broken").map((judged) => describeBroken(judged, look)),
    ...of("unknown").map((judged) => describeRule(judged, "unknown", look)),
    ...proof.rules.filter(hasWaived).map((judged) => describeWaived(judged, look)),
    ...of("elsewhere").map((judged) => describeElsewhere(judged, look)),
    ...proof.staleWaivers.map((waiver) => describeStale(waiver, look)),
    ...(proof.source === "synthesized" && of("unknown").length > 0
      ? [wrap(LOOKUPS, look.width)]
      : []),
    ...describeNotes(proof, look),
    ...describeAssumed(proof, look),
    describeCounts(proof, look),
  ].join("\n\n");
}

function describeBroken(judged: JudgedRule, look: Look): string {
  const { reason, remedy, source } = judged.rule;
  return [
    describeRule(judged, "broken", look),
    wrap(reason, look.width, 2),
    wrap(`→ ${remedy}`, look.width, 2, 2),
    look.colors.dim(`  ${source}`),
  ].join("\n");
}

function describeRule({ rule, findings }: JudgedRule, standing: Standing, look: Look): string {
  const concerned = findings.filter((finding) => finding.standing === standing);
  const values = [...new Set(concerned.map(({ value }) => value))];
  return [
    heading(standing, `${rule.id}  ${rule.title}`, look),
    ...values.map((value) => {
      const subjects = concerned.filter((finding) => finding.value === value);
      const names = subjects.map(({ subject }) => subject).join(", ");
      return wrap(`${names}: ${value}`, look.width, 2, 2);
    }),
  ].join("\n");
}

function hasWaived({ findings }: JudgedRule): boolean {
  return findings.some(({ standing }) => standing === "waived");
}

function describeWaived(judged: JudgedRule, look: Look): string {
  const waivers = new Set(judged.findings.filter(isWaived).map(({ waiver }) => waiver));
  return [
    describeRule(judged, "waived", look),
    ...[...waivers].map((waiver) =>
      wrap(`until ${waiver.until}: ${waiver.reason}`, look.width, 2, 2),
    ),
  ].join("\n");
}

function isWaived(finding: WeighedFinding): finding is WeighedFinding & { waiver: Waiver } {
  return finding.standing === "waived" && finding.waiver !== undefined;
}

/** Where to look for what this source cannot tell: no doubt, so it is kept short. */
function describeElsewhere({ rule }: JudgedRule, look: Look): string {
  const sources = rule.toldBy.map((source) => SOURCES[source]).join(" or ");
  return heading("elsewhere", `${rule.id}  ${rule.title}: told by ${sources}`, look);
}

function describeStale({ rule, subject, until }: Waiver, look: Look): string {
  const what = subject === undefined ? rule : `${rule} for ${subject}`;
  return wrap(`stale waiver of ${what}, until ${until}: it covers nothing, remove it`, look.width);
}

const MOST_NOTES = 8;

/** What a plan holds and was not read; before the plan, it is no more than what is looked up later. */
function describeNotes({ source, notes }: Proof, { width }: Look): readonly string[] {
  if (source !== "plan") {
    return [];
  }
  const more = notes.length - MOST_NOTES;
  const lines = [
    ...notes.slice(0, MOST_NOTES).map((note) => wrap(`note: ${note}`, width, 0, 2)),
    ...(more > 0 ? [`${more} more notes: see --json`] : []),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** What the verdict rests on: if it is otherwise, so may the verdict be. */
function describeAssumed({ assumptions }: Proof, { width, colors }: Look): readonly string[] {
  const { lines, more } = describeAssumptions(assumptions);
  return lines.length === 0
    ? []
    : [
        [
          wrap(`ASSUMED  ${WHY_ASSUMED}`, width, 0, 2).replace("ASSUMED", colors.yellow("ASSUMED")),
          ...lines.map((line) => wrap(line, width, 2, 2)),
          ...(more > 0 ? [`  and ${more} more: see --json`] : []),
        ].join("\n"),
      ];
}

const HEADINGS: Readonly<Record<Standing, string>> = {
  broken: "BROKEN",
  unknown: "UNKNOWN",
  waived: "WAIVED",
  elsewhere: "NOT TOLD",
  holds: "HOLDS",
  "not-applicable": "NOT APPLICABLE",
};

function heading(standing: Standing, text: string, { width, colors }: Look): string {
  const name = HEADINGS[standing];
  const color =
    standing === "broken" ? colors.red : standing === "unknown" ? colors.yellow : colors.dim;
  // Coloured after the lines are broken, which would count the colour's own characters.
  return wrap(`${name}  ${text}`, width, 0, 2).replace(name, color(name));
}

/** How many rules hold, are broken, and so on, in one line. */
export function describeCounts({ rules, assumptions }: Proof, { width, colors }: Look): string {
  const count = (standing: Standing) =>
    rules.filter((judged) => judged.standing === standing).length;
  const assumed = describeAssumptions(assumptions);
  const [held, broken, unknown] = [count("holds"), count("broken"), count("unknown")];
  const rest = [
    [count("waived"), "waived"],
    [count("elsewhere"), "not told here"],
    [count("not-applicable"), "not applicable"],
    [assumed.lines.length + assumed.more, "assumed"],
  ].filter(([number]) => number !== 0);
  const line = `${held} held, ${broken} broken, ${unknown} unknown${rest.map(([number, what]) => `, ${number} ${what}`).join("")}`;
  const color = broken > 0 ? colors.red : unknown > 0 ? colors.yellow : colors.green;
  return color(wrap(line, width));
}
