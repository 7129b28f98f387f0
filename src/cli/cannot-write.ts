import { getSystemErrorMap } from "node:util";

/** Of what a person named. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ENOENT: "give a file in a folder that exists",
  ENOTDIR: "give a file in a folder that exists",
  EISDIR: "give a file, not a folder",
  EACCES: "give a place where you may write",
  EPERM: "give a place where you may write",
  EROFS: "give a place where you may write",
  ENOSPC: "free some space, or give another place",
  EDQUOT: "free some space, or give another place",
};

const OUT_OF_SPACE = ["ENOSPC", "EDQUOT"];
const NOT_ALLOWED = ["EROFS", "EACCES", "EPERM"];

/** What cannot be written where, and what to do about it, in one line. */
export class CannotWrite extends Error {
  override readonly name = "CannotWrite";

  constructor(
    place: string,
    error: unknown,
    remedy = ELSEWHERE[(error as NodeJS.ErrnoException).code ?? ""] ?? "give another place",
    what = "cannot be written",
  ) {
    const { code = "unknown", errno, message } = error as NodeJS.ErrnoException;
    const [, reason = message] = getSystemErrorMap().get(errno ?? 0) ?? [];
    super(`${place} ${what} (${code}: ${reason}): ${remedy}`, { cause: error });
  }

  /** Of an error that nobody expected: what the system refused, of the project's own files. */
  static recognize(error: unknown): CannotWrite | undefined {
    const { code = "", path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
    const place = path === undefined ? "a file" : `"${path}"`;
    if (OUT_OF_SPACE.includes(code)) {
      return new CannotWrite(place, error, "free some space");
    }
    if (!NOT_ALLOWED.includes(code)) {
      return undefined;
    }
    const mayBeRead = syscall === "open" && code !== "EROFS";
    const what = mayBeRead ? "cannot be opened" : "cannot be written";
    return new CannotWrite(place, error, "allow it, or work in a copy elsewhere", what);
  }
}
