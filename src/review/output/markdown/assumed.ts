import { describeAssumptions, WHY_ASSUMED } from "../../../topology/describe-assumptions";
import type { Review } from "../../model";
import { sentence } from "./escape";
import { fit } from "./table";

/** What the verdict rests on, right below it: if it is otherwise, so may the verdict be. */
export function assumed({ resilience }: Review, room: number): readonly string[] {
  const described = describeAssumptions(resilience.flatMap(({ assumptions }) => assumptions));
  const all = described.lines.map((line) => `- ${sentence(line)}`);
  if (all.length === 0) {
    return [];
  }
  const heading = `Assumed, because ${WHY_ASSUMED}:`;
  const lines = fit(all, room - heading.length);
  const more = described.more + all.length - lines.length;
  const rest = more > 0 ? [`- and ${more} more: see the full report`] : [];
  return [[heading, "", ...lines, ...rest].join("\n")];
}
