import type { z } from "zod";

/** One thing that is wrong in an environment file. */
export interface Mistake {
  /** Where it stands, such as ["services", 0, "desiredCount"]. */
  readonly path: readonly PropertyKey[];
  /** What is wrong and what to do: lower case, no full stop, the offending value quoted. */
  readonly message: string;
}

/** `services[0].desiredCount: 1 is less than 2: …` */
export function formatMistake({ path, message }: Mistake): string {
  const place = formatPath(path);
  return place === "" ? message : `${place}: ${message}`;
}

/** `services[0].desiredCount` */
export function formatPath(path: Mistake["path"]): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`,
    )
    .join("");
}

/** Says zod's issues in this project's words, with the value that a person wrote. */
export function mistakesOf(error: z.ZodError, written: unknown): Mistake[] {
  return error.issues.flatMap((issue) => mistakesOfIssue(issue, written));
}

function mistakesOfIssue(issue: z.core.$ZodIssue, written: unknown): Mistake[] {
  const value = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    written,
  );
  switch (issue.code) {
    case "invalid_union": {
      if ("options" in issue) {
        return [{ path: issue.path, message: oneOf(value, issue.options as unknown[]) }];
      }
      const branch = closestBranch(issue.errors);
      if (branch === undefined) {
        return [
          {
            path: issue.path,
            message:
              value === undefined
                ? "is missing: see docs/settings.md"
                : quoteBefore(value, "has none of the expected forms"),
          },
        ];
      }
      return branch
        .flatMap((inner) => mistakesOfIssue(inner, value))
        .map((mistake) => ({ ...mistake, path: [...issue.path, ...mistake.path] }));
    }
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: "is not a setting here: see docs/settings.md",
      }));
    case "invalid_key":
      return issue.issues.map((inner) => ({
        path: issue.path,
        message: quoteBefore(issue.path.at(-1), ownWords(inner)),
      }));
    case "invalid_type":
      return [
        {
          path: issue.path,
          message:
            value === undefined
              ? `is missing: give ${article(issue.expected)}`
              : quoteBefore(value, `is not ${article(issue.expected)}`),
        },
      ];
    case "invalid_value":
      return [{ path: issue.path, message: oneOf(value, issue.values) }];
    case "too_small":
    case "too_big":
      return [{ path: issue.path, message: quoteBefore(value, boundOf(issue)) }];
    case "custom":
      return [
        {
          path: issue.path,
          message: issue.params?.["confidential"]
            ? issue.message
            : quoteBefore(value, ownWords(issue)),
        },
      ];
    default:
      return [{ path: issue.path, message: quoteBefore(value, ownWords(issue)) }];
  }
}

/** The branch of a union that comes nearest to what was written: it fails late, not at once. */
function closestBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const began = branches.filter(
    (issues) => !issues.some((issue) => issue.code === "invalid_type" && issue.path.length === 0),
  );
  return began.sort((a, b) => a.length - b.length)[0];
}

function oneOf(value: unknown, options: readonly unknown[]): string {
  const listed = options.map(String).join(", ");
  return value === undefined
    ? `is missing: give one of ${listed}`
    : quoteBefore(value, `is not one of ${listed}`);
}

function boundOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (issue.message.startsWith("is ")) {
    return issue.message;
  }
  const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
  const side = issue.code === "too_small" ? "at least" : "at most";
  const unit = { string: "character", array: "entry" }[issue.origin as string];
  return `is out of range: give ${side} ${bound}${unit ? ` ${plural(unit, Number(bound))}` : ""}`;
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun.replace(/y$/, "ie")}s`;
}

/** Zod's own messages begin with "Invalid"; those of this project's schema do not. */
function ownWords(issue: z.core.$ZodIssue): string {
  return issue.message.startsWith("Invalid")
    ? `is not a valid ${"format" in issue ? String(issue.format) : "value"}`
    : issue.message;
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function quoteBefore(value: unknown, message: string): string {
  return typeof value === "object" || value === undefined
    ? message
    : `${JSON.stringify(value)} ${message}`;
}
