import type { Command, CommanderError } from "commander";
import { COMMON_MEANINGS, GENERAL_MEANINGS, MEANINGS, type Meaning } from "../exit-codes";
import { reportFailure } from "./failure";
import { endWithItsReader } from "./standard-output";
import { widthOf, wrap } from "./wrap";
import { WrongUsage } from "./wrong-usage";

/** Columns for a description of an option, below which it is not wrapped: then the terminal does. */
const NARROW = 16;

/**
 * Runs the command that was typed, and reports whatever keeps it from its result.
 *
 * @param typed how people call the program
 */
export function run(program: Command, typed: string): void {
  endWithItsReader();
  withHabits(program, typed)
    .parseAsync()
    .catch((error: unknown) => {
      if (!isAnswered(error)) {
        reportFailure(error);
      }
    });
}

/** What all commands have in common: their exit codes, and what becomes of wrong usage. */
export function withHabits(command: Command, typed: string): Command {
  command
    .helpOption("-h, --help", "show this help")
    .configureHelp({ minWidthToWrap: NARROW })
    .configureOutput({ outputError: () => undefined })
    .exitOverride((error) => refuse(error, typed))
    .addHelpText("after", () => `\n${exitCodes(command, widthOf(process.stdout))}`);
  if (command.commands.length > 0) {
    command.helpCommand("help [command]", "show the help of a command");
  }
  for (const inner of command.commands) {
    withHabits(inner, `${typed} ${inner.name()}`);
  }
  return command;
}

/** The exit codes of a command; those of commands in general, for one that only has others. */
export function meaningsOf(command: Command): readonly Meaning[] {
  return [...(MEANINGS[nameOf(command)] ?? GENERAL_MEANINGS), ...COMMON_MEANINGS];
}

/** Without the program's, such as `sandbox zone black`. */
export function nameOf(command: Command): string {
  return namesOf(command).slice(1).join(" ");
}

function namesOf(command: Command): readonly string[] {
  return command.parent ? [...namesOf(command.parent), command.name()] : [command.name()];
}

function exitCodes(command: Command, width: number): string {
  const meanings = meaningsOf(command);
  const column = Math.max(...meanings.map(([code]) => code.length));
  const lines = meanings.map(([code, says]) =>
    wrap(`  ${code.padEnd(column)}  ${says}`, width, 0, column + 4),
  );
  return ["Exit codes:", ...lines].join("\n");
}

/** Help and version were asked for, and are written. */
function isAnswered(error: unknown): boolean {
  return (error as Partial<CommanderError>).exitCode === 0;
}

function refuse(error: CommanderError, typed: string): never {
  if (isAnswered(error)) {
    throw error;
  }
  throw new WrongUsage(
    error.code === "commander.help"
      ? "give one of the commands above"
      : `${plainly(error.message)}; see \`${typed} --help\``,
  );
}

/** In one line, without the word that begins all of commander's. */
function plainly(message: string): string {
  return message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .replace(/(?<=' is invalid|for '[^']*')\. (\w)/, (_, letter) => `: ${letter.toLowerCase()}`)
    .replace(/\.$/, "");
}
