import { homedir } from "node:os";
import { join } from "node:path";

/** Where this user's programs of the project keep what outlives one of them. */
export function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "ecs-zone-loss");
}
