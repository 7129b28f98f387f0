import type { TargetAttachment } from "../model";

/** Target groups of a service that take turns: each with those that a release changes it for. */
export function turnsOf(
  attachments: readonly TargetAttachment[],
): readonly (readonly [TargetAttachment, ...TargetAttachment[]])[] {
  const turns: [TargetAttachment, ...TargetAttachment[]][] = [];
  for (const attachment of attachments) {
    const last = turns.at(-1);
    if (attachment.alternate && last) {
      last.push(attachment);
    } else {
      turns.push([attachment]);
    }
  }
  return turns;
}
