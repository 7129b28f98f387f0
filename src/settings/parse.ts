import { checks } from "./checks";
import { complete, type Environment } from "./environment";
import { type Mistake, mistakesOf } from "./mistake";
import { environmentSchema, type ParsedEnvironment } from "./schema";

export type ParseResult =
  | { readonly ok: true; readonly environment: Environment }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/**
 * Checks what an environment file exports. A mistake in one part hides none in another: every part
 * is parsed by itself, and a check over several parts runs as soon as those parts are sound.
 */
export function parseEnvironment(written: unknown): ParseResult {
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    return {
      ok: false,
      mistakes: [
        {
          path: [],
          message:
            "exports no settings: end the file with `export default defineEnvironment({ … })`",
        },
      ],
    };
  }
  const whole = environmentSchema.safeParse(written);
  const parts = soundParts(written as Record<string, unknown>);
  const waived = new Set(parts.waivers?.map(({ rule }) => rule));
  const mistakes = [
    ...(whole.success ? [] : mistakesOf(whole.error, written)),
    ...checks
      .filter((check) => check.needs.every((part) => part in parts))
      .filter((check) => !check.rules.some((rule) => waived.has(rule)))
      .flatMap((check) => check.find(parts as ParsedEnvironment)),
  ];
  return whole.success && mistakes.length === 0
    ? { ok: true, environment: complete(whole.data) }
    : { ok: false, mistakes };
}

function soundParts(written: Record<string, unknown>): Partial<ParsedEnvironment> {
  const parsed = Object.entries(environmentSchema.shape).map(
    ([part, schema]) => [part, schema.safeParse(written[part])] as const,
  );
  return Object.fromEntries(
    parsed.filter(([, result]) => result.success).map(([part, result]) => [part, result.data]),
  );
}
