/**
 * Whether a command line asks for JSON: it has to be known of one that cannot be parsed too, whose
 * error is to be JSON then.
 */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.some(
    (option, index) =>
      option === "--json" ||
      option === "--format=json" ||
      (option === "--format" && options[index + 1] === "json"),
  );
}
