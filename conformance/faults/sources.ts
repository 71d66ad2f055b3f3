/**
 * Which process has opened a connection on loopback: its local port names a socket in /proc/net/tcp,
 * and a process shows its sockets in /proc/<pid>/fd. Linux only.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { platform } from 'node:os';

/** Why the dialler of a connection cannot be found here; undefined if it can. */
export const cannotTell = (): string | undefined =>
  platform() === 'linux'
    ? undefined
    : `who dials is found in /proc, which ${platform()} does not have`;

/** `gone`: nobody has the connection any more; `hidden`: somebody has it whom nobody can see. */
export type Source = { readonly pid: number } | 'stranger' | 'gone' | 'hidden';

/**
 * The process among `pids`, with their groups and descendants, that owns the socket from `port` to
 * `toPort`.
 */
export async function sourceOf(
  port: number,
  toPort: number,
  pids: readonly number[],
): Promise<Source> {
  const inode = await inodeOf(port, toPort);
  if (inode === undefined) return 'gone';
  const processes = await allProcesses();
  const familyOf = (pid: number): number | undefined => {
    for (let at = processes.get(pid); at !== undefined; at = processes.get(at.parent)) {
      const { group } = at;
      const known = pids.find((known) => known === at?.pid || known === group);
      if (known !== undefined) return known;
    }
    return undefined;
  };
  const ours: number[] = [];
  const others: number[] = [];
  for (const pid of processes.keys()) (familyOf(pid) === undefined ? others : ours).push(pid);
  for (const pid of ours) if (await holds(pid, inode)) return { pid: familyOf(pid)! };
  for (const pid of others) if (await holds(pid, inode)) return 'stranger';
  return (await inodeOf(port, toPort)) === undefined ? 'gone' : 'hidden';
}

/** Both ends are on this machine: the line whose local port is the dialler's is the dialler's. */
async function inodeOf(port: number, toPort: number): Promise<string | undefined> {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(`:${hex(port)}`) && remote?.endsWith(`:${hex(toPort)}`)) {
        if (inode !== undefined && inode !== '0') return inode;
      }
    }
  }
  return undefined;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

async function allProcesses(): Promise<ReadonlyMap<number, Process>> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const found = await Promise.all(
    pids.map(async (pid): Promise<[number, Process] | undefined> => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
      // `pid (name) state parent group …`; the name may hold spaces and brackets.
      const [, parent, group] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
      return parent === undefined
        ? undefined
        : [pid, { pid, parent: +parent, group: Number(group) }];
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined));
}

async function holds(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const fds = await readdir(folder).catch(() => []);
  const links = await Promise.all(fds.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return links.includes(`socket:[${inode}]`);
}
