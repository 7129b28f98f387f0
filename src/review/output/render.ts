import { EXIT, type ExitCode } from "../../exit-codes";
import type { Review } from "../model";
import { toFailedJson, toJson } from "./json";
import { COMMENT_LIMIT, toFailedMarkdown, toMarkdown } from "./markdown/markdown";
import { toFailedSarif, toSarif } from "./sarif";

export const FORMATS = ["markdown", "json", "sarif"] as const;

export type Format = (typeof FORMATS)[number];

/** @param limit of the Markdown, in characters */
export function render(review: Review, format: Format, limit = COMMENT_LIMIT): string {
  switch (format) {
    case "markdown":
      return toMarkdown(review, limit);
    case "json":
      return toJson(review);
    case "sarif":
      return toSarif(review);
  }
}

/**
 * That nothing could be told: takes the place of an earlier review, so that nobody goes by that one.
 *
 * @param environment whose review it would have been
 * @param exitCode of the command, for programs
 */
export function renderFailure(
  reason: string,
  format: Format,
  environment?: string,
  exitCode: ExitCode = EXIT.couldNotTell,
): string {
  switch (format) {
    case "markdown":
      return toFailedMarkdown(reason, environment);
    case "json":
      return toFailedJson(reason, exitCode);
    case "sarif":
      return toFailedSarif(reason);
  }
}
