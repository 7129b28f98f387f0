import { COMMON_MEANINGS, MEANINGS, type Meaning } from "../exit-codes";

/** The exit codes of every command in Markdown, first those of all of them. */
export function exitCodeTable(): string {
  const rows = [
    ...COMMON_MEANINGS.map((meaning) => rowOf("any", meaning)),
    ...Object.entries(MEANINGS).flatMap(([command, meanings]) =>
      meanings.map((meaning) => rowOf(`\`ha ${command}\``, meaning)),
    ),
  ];
  return ["| command | exit code | says |", "| --- | --- | --- |", ...rows].join("\n");
}

function rowOf(command: string, [code, says]: Meaning): string {
  return `| ${command} | ${code} | ${says} |`;
}
