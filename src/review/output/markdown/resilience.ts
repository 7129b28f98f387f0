import { grouped } from "../../grouped";
import type { Resilience } from "../../model";
import type { RuleRow, Told } from "../../resilience/rule-rows";
import { bold, code, join, type Markdown, plain, sentence } from "./escape";
import { forecast } from "./forecast";
import { table } from "./table";

const COMPARED_WITH = {
  base: "compared with the base, or with what runs now where the base does not tell",
  state: "compared with what runs now, as Terraform's state has it",
  nothing: "with nothing to compare with",
} as const;

const STANDS = {
  broken: "broken",
  unknown: "unknown",
  waived: "waived",
  elsewhere: "not told by a plan",
  holds: "holds",
  "not-applicable": "does not apply",
} as const;

const SIGNS = {
  regression: "🛑",
  broken: "✋",
  unknown: "❔",
  waived: "📝",
  mended: "✅",
} as const;

/** Of the room; the rest is for the forecast. */
const RULES_SHARE = 0.8;

/** Whether the services of a stack survive the loss of a zone. */
export function resilience(
  { stack, comparedWith, held, applicable, rows, forecast: predicted }: Resilience,
  room: number,
): string {
  const heading = `### Loss of a zone: ${held} of ${applicable} rules hold`;
  const about = `${code(stack)}, ${COMPARED_WITH[comparedWith]}.`;
  const rules = table(
    [{ title: "rule" }, { title: "of" }, { title: "before" }, { title: "after" }],
    alike(rows).map(cells),
    (room - heading.length - about.length) * RULES_SHARE,
  );
  const figures = forecast(predicted, room * (1 - RULES_SHARE));
  return [heading, about, ...(rows.length > 0 ? [rules] : []), figures].join("\n\n");
}

/** Subjects of which the same is said, together. */
function alike(rows: readonly RuleRow[]): RuleRow[][] {
  const said = ({ rule, trend, before, after }: RuleRow) =>
    JSON.stringify([rule, trend, before, after]);
  return [...grouped(rows, said).values()];
}

function cells(rows: readonly RuleRow[]): Markdown[] {
  const { trend, rule, title, before, after, remedy } = rows[0] as RuleRow;
  const mustChange = trend === "regression" || trend === "broken";
  return [
    join([SIGNS[trend] as Markdown, bold(sentence(rule)), sentence(title)], " "),
    join(named(rows), "<br>"),
    before ? told(before) : sentence("not there"),
    join([told(after), mustChange ? sentence(`Remedy: ${remedy}`) : undefined], "<br>"),
  ];
}

const MOST_NAMED = 8;

function named(rows: readonly RuleRow[]): Markdown[] {
  const names = rows.slice(0, MOST_NAMED).map(({ subject }) => code(subject));
  const more = rows.length - names.length;
  return more > 0 ? [...names, sentence(`and ${more} more`)] : names;
}

function told({ standing, value }: Told): Markdown {
  return join([bold(sentence(STANDS[standing])), plain(value)], ": ");
}
