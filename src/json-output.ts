import type { ExitCode } from "./exit-codes";
import { safeJson } from "./redaction/safe-json";

/** Raised with the first digit when a program that reads the output would no longer understand it. */
const FORMAT_VERSION = "2.0";

/** What every command writes for programs: the version first, keys in camel case. */
export function jsonOutput(
  content: object,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return safeJson({ formatVersion: FORMAT_VERSION, ...content }, replacer);
}

/** Why there is no result, where a result was wanted as JSON. */
export function jsonError(message: string, exitCode: ExitCode, content: object = {}): string {
  return jsonOutput({ ...content, error: { message, exitCode } });
}
