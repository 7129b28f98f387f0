import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "./environment";
import { formatMistake } from "./mistake";
import { parseEnvironment } from "./parse";
import { repeated } from "./primitives";

/** What a person has to correct; its message is meant to be printed as it stands. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads every `*.ts` file of a folder as an environment, in the order of their names.
 *
 * @throws SettingsError that lists the mistakes of all files at once
 */
export async function loadEnvironments(folder: string): Promise<Environment[]> {
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
        .sort()
    : [];
  if (files.length === 0) {
    throw new SettingsError(
      `no environment in "${folder}": add a file such as environments/demo.ts`,
    );
  }
  const environments: { file: string; environment: Environment }[] = [];
  const mistakes: string[] = [];
  for (const file of files) {
    const result = await load(join(folder, file));
    if (result.ok) {
      environments.push({ file, environment: result.environment });
    } else {
      mistakes.push(...result.mistakes.map((mistake) => `${file}: ${formatMistake(mistake)}`));
    }
  }
  mistakes.push(
    ...shared(environments, "name", ({ name }) => name),
    ...shared(environments, "state.bucket", ({ state }) =>
      state.kind === "s3" ? state.bucket : undefined,
    ),
  );
  if (mistakes.length > 0) {
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    throw new SettingsError(
      `${count} in the settings, nothing was written:\n${mistakes.map((line) => `  ${line}`).join("\n")}`,
    );
  }
  return environments.map(({ environment }) => environment);
}

async function load(path: string) {
  try {
    const module = await import(pathToFileURL(resolve(path)).href);
    return parseEnvironment(defaultExportOf(module));
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error)
      .replace(/\s+/g, " ")
      .trim();
    return { ok: false as const, mistakes: [{ path: [], message: `cannot be read: ${reason}` }] };
  }
}

/** A CommonJS module seen through import() wraps its exports once more, even where it has none. */
function defaultExportOf(module: { default?: { default?: unknown } }): unknown {
  const exported = module.default?.default ?? module.default;
  const isEmpty = typeof exported === "object" && Object.keys(exported ?? {}).length === 0;
  return isEmpty ? undefined : exported;
}

/** What no two environments may share, because each would create it. */
function shared(
  loaded: { file: string; environment: Environment }[],
  what: string,
  read: (environment: Environment) => string | undefined,
): string[] {
  const values = loaded.map(({ environment }) => read(environment));
  return repeated(values).map(
    ({ index, entry }) =>
      `${loaded[index]?.file}: ${what}: "${entry}" is the ${what} in ${loaded[values.indexOf(entry)]?.file} too: give each its own`,
  );
}
