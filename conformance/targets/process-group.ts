/** Process groups of what the suite starts: they must not survive the suite, however it ends. */

const guarded = new Set<number>();
process.once('exit', () => {
  for (const pid of guarded) signalGroup(pid, 'SIGKILL');
});

/** From now on the group that this process leads ends with the suite. */
export const guardGroup = (pid: number): void => void guarded.add(pid);

/** The leader is gone: so is what it may have left behind. */
export function endGroup(pid: number): void {
  guarded.delete(pid);
  signalGroup(pid, 'SIGKILL');
}

/** Whether there was such a group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  return delivered(-pid, signal);
}

/**
 * Signals a process that is not our child, and its group if it leads one. The suite itself is not hit,
 * whatever the number says. Whether there was such a process.
 */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  if (pid <= 1 || pid === process.pid || pid === process.ppid) return false;
  return delivered(-pid, signal) || delivered(pid, signal);
}

function delivered(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    // It is gone already, or belongs to somebody else.
    return false;
  }
}
