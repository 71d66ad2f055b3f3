/** What processes use, as Linux counts it in /proc: processor time and resident memory. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Ticks of /proc/PID/stat in a second: the kernel's USER_HZ, 100 wherever Node runs. */
const TICKS_A_SECOND = 100;

/** Milliseconds of processor time in user and system mode, of all threads, from /proc/PID/stat. */
export function cpuMsOf(stat: string): number {
  // The name of the command stands in brackets, and may hold brackets and spaces itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isFinite(user) || !Number.isFinite(system))
    throw new Error(`/proc/PID/stat: expected processor times, got ${JSON.stringify(stat)}`);
  return ((user + system) * 1_000) / TICKS_A_SECOND;
}

/** Resident memory in bytes, from /proc/PID/status. */
export function residentBytesOf(status: string): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('/proc/PID/status: expected a line VmRSS');
  return Number(kilobytes) * 1_024;
}

export const cpuMs = (pid: number): number => cpuMsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));

export const residentBytes = (pid: number): number =>
  residentBytesOf(readFileSync(`/proc/${pid}/status`, 'utf8'));

export interface Usage {
  /** Processor time over time, in percent of one core. */
  readonly cpuPercent: number;
  /** At the end. */
  readonly residentBytes: number;
}

/** What these processes use in the next `ms`, in their order. @throws if one ends, or by `signal` */
export async function usageOver(
  pids: readonly number[],
  ms: number,
  signal: AbortSignal,
): Promise<Usage[]> {
  const before = pids.map((pid) => ({ cpu: cpuMs(pid), at: performance.now() }));
  await pause(ms, undefined, { signal });
  return pids.map((pid, i) => ({
    cpuPercent: ((cpuMs(pid) - before[i]!.cpu) / (performance.now() - before[i]!.at)) * 100,
    residentBytes: residentBytes(pid),
  }));
}
