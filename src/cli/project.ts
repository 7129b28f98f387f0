import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** Where this program itself lies. */
const CHECKOUT = resolve(__dirname, "../..");

/** The file that every CDKTF project has at its root. */
const MARK = "cdktf.json";

/** The project that a folder is in, however deep; undefined outside of any. */
export function projectRoot(folder = process.cwd()): string | undefined {
  if (existsSync(join(folder, MARK))) {
    return folder;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : projectRoot(parent);
}

/** What belongs to the project, such as `cdktf.out`, as a path from the working directory. */
export function inProject(name: string): string {
  const folder = process.cwd();
  return relative(folder, join(projectRoot(folder) ?? folder, name));
}

/** The project's own; outside of any project, or in one that has none, those of this checkout. */
export function environmentsFolder(): string {
  const own = resolve(inProject("environments"));
  return existsSync(own) ? own : join(CHECKOUT, "environments");
}
