/**
 * Which process has opened a connection on loopback: its local port names a socket in /proc/net/tcp,
 * and a process shows its sockets in /proc/<pid>/fd. Linux only.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';

/** Why the dialler of a connection cannot be found here; undefined if it can. */
export const cannotTell = (): string | undefined =>
  platform() === 'linux'
    ? undefined
    : `who dials is found in /proc, which ${platform()} does not have`;

/**
 * `child`: a process that this one has launched, or one of its own; `gone`: nobody has the connection
 * any more; `hidden`: somebody has it whom nobody can see.
 */
export type Source = { readonly pid: number } | 'child' | 'stranger' | 'gone' | 'hidden';

/**
 * The process among `pids`, with their groups and descendants, that owns the socket from `port` to
 * `toPort`. Costs a few reads where it is one of `pids`, which is the rule: some dial very often.
 */
export async function sourceOf(
  port: number,
  toPort: number,
  pids: readonly number[],
): Promise<Source> {
  const inode = await inodeOf(port, toPort);
  if (inode === undefined) return 'gone';
  for (const pid of pids) if (holds(pid, inode)) return { pid };
  const processes = allProcesses();
  for (const { pid } of processes.values()) {
    if (!pids.includes(pid) && holds(pid, inode)) {
      const family = familyOf(pid, processes, pids);
      if (family !== undefined) return { pid: family };
      return familyOf(pid, processes, [process.pid]) === undefined ? 'stranger' : 'child';
    }
  }
  return (await inodeOf(port, toPort)) === undefined ? 'gone' : 'hidden';
}

/** Of whose group or descent a process is. */
function familyOf(
  pid: number,
  processes: ReadonlyMap<number, Process>,
  pids: readonly number[],
): number | undefined {
  for (let at = processes.get(pid); at !== undefined; at = processes.get(at.parent)) {
    const known = pids.find((one) => one === at?.pid || one === at?.group);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Both ends are on this machine: the line whose local port is the dialler's is the dialler's. */
async function inodeOf(port: number, toPort: number): Promise<string | undefined> {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
  for (const connections of [ofIpv4, ofIpv6]) {
    for (const line of await connections()) {
      const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(`:${hex(port)}`) && remote?.endsWith(`:${hex(toPort)}`)) {
        if (inode !== undefined && inode !== '0') return inode;
      }
    }
  }
  return undefined;
}

/**
 * The lines of a table of connections. The kernel takes 5 to 20 ms for them however few there are,
 * and connections come in crowds: who asks while they are read shares the reading after that one.
 */
function sharedTable(path: string): () => Promise<readonly string[]> {
  let reading: Promise<unknown> = Promise.resolve();
  let next: Promise<readonly string[]> | undefined;
  return () => {
    next ??= reading.then(() => {
      next = undefined;
      const lines = readFile(path, 'utf8').then(
        (text) => text.split('\n'),
        () => [],
      );
      reading = lines;
      return lines;
    });
    return next;
  };
}

const ofIpv4 = sharedTable('/proc/net/tcp');
/** Also of sockets that serve both, which some diallers use. */
const ofIpv6 = sharedTable('/proc/net/tcp6');

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

function allProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), '');
    // `pid (name) state parent group …`; the name may hold spaces and brackets.
    const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent) processes.set(pid, { pid, parent: Number(parent), group: Number(group) });
  }
  return processes;
}

function holds(pid: number, inode: string): boolean {
  const folder = `/proc/${pid}/fd`;
  const socket = `socket:[${inode}]`;
  return attempt(() => readdirSync(folder), []).some(
    (fd) => attempt(() => readlinkSync(`${folder}/${fd}`), '') === socket,
  );
}

/** Processes come and go, and not all show what they have. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
