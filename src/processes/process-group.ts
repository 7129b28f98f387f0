import { identityOf, type ProcessIdentity } from "./process-identity";

/**
 * Signals every process of a group that was started with this leader. The system gives no new process
 * the number of a group that still has members, so only a leader that runs can be a stranger.
 *
 * @returns whether there was any to signal
 */
export function signalGroup(leader: ProcessIdentity, signal: NodeJS.Signals | 0): boolean {
  const current = identityOf(leader.pid);
  if (current !== undefined && current.startedAt !== leader.startedAt) {
    return false;
  }
  try {
    process.kill(-leader.pid, signal);
    return true;
  } catch {
    return false;
  }
}
