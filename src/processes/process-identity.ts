import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** One run of one process: a pid alone is given to another process sooner or later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In whatever unit the operating system has; two processes of one pid differ in it. */
  readonly startedAt: string;
}

/** @returns undefined where no such process runs */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === "linux" ? startInProc(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identityOf(pid)?.startedAt === startedAt;
}

/**
 * Clock ticks since the machine's start, and which start that was. A zombie has ended already.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startInProc(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces and parentheses of its own.
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  if (state === undefined || state === "Z" || state === "X") {
    return undefined;
  }
  const boot = textOf("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  return `${boot}:${fields[18]}`;
}

function startByPs(pid: number): string | undefined {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-o", "lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  const [state, ...start] = stdout.trim().split(/\s+/);
  return !state || state.startsWith("Z") ? undefined : start.join(" ");
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
