/** A pattern that every host or path matches; a host name has a dot. */
const EVERYTHING = /^\/?\*+(\.\*+)*$/;

/**
 * Whether patterns of a listener rule take all that others take; none stands for everything.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function coverPatterns(patterns: readonly string[], others: readonly string[]): boolean {
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => EVERYTHING.test(pattern)) ||
    (others.length > 0 && others.every((other) => patterns.some((each) => covers(each, other))))
  );
}

/** `*` stands for 0 or more characters, also for wildcards; `?` for one, which `*` is not. */
function covers(pattern: string, other: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("?", "[^*]")
    .replace(/\*+/g, ".*");
  return new RegExp(`^${source}$`, "s").test(other);
}
