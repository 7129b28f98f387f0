import type { ExitCode } from "../../exit-codes";
import { jsonError, jsonOutput } from "../../json-output";
import type { Review } from "../model";

/** Everything that was found, for programs; later versions only add to it. */
export function toJson(review: Review): string {
  return `${jsonOutput(review)}\n`;
}

export function toFailedJson(reason: string, exitCode: ExitCode): string {
  return `${jsonError(reason, exitCode, { verdict: "could-not-tell" })}\n`;
}
