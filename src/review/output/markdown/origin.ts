import type { Review, StackReview } from "../../model";
import { code, join, type Markdown, sentence } from "./escape";
import { fit } from "./table";

/** What was reviewed: commit, plans by their hashes, versions. */
export function origin({ commit, environment, stacks }: Review, room: number): string {
  const about = join(
    [
      commit && (`Commit ${code(commit)}` as Markdown),
      environment && (`waivers of environment ${code(environment)}` as Markdown),
    ],
    ", ",
  );
  const lines = fit(stacks.map(stackLine), room);
  const left = stacks.length - lines.length;
  return [
    ...(about === "" ? [] : [`${about}.`, ""]),
    ...lines,
    ...(left > 0 ? ["", `… and ${left} more stacks: see the full report.`] : []),
  ].join("\n");
}

function stackLine({
  name,
  planSha256,
  program,
  terraformVersion,
  providers,
}: StackReview): string {
  const versions = providers.map(({ name: provider, version }) =>
    join([code(provider), code(version)], " "),
  );
  const parts = [sentence(program), code(terraformVersion)];
  return `- ${code(name)}: plan with SHA-256 ${code(planSha256)}, ${join([join(parts, " "), ...versions], ", ")}`;
}
