/**
 * One `peer node start` as a child process in a process group of its own, its output in a file.
 * Knows nothing of gossip.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Exit } from '../target.js';
import { layout } from './core-yaml.js';

/** How long a peer may take to end after SIGTERM before it is killed. Milliseconds. */
export const stopGraceMs = 5_000;

/** Most of the log that a tail looks at. Bytes. */
const tailBytesMax = 256 * 1024;

export interface PeerProcess {
  readonly pid: number;
  /** Set as soon as the process is gone, for whatever reason. */
  readonly exit: Exit | undefined;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Exit>;
  /** SIGTERM to the group, SIGKILL after the grace. */
  terminate(): Promise<Exit>;
  /** SIGKILL to the group. */
  kill(): Promise<Exit>;
}

/** Groups that still run: they must not survive the suite, however it ends. */
const running = new Set<number>();
process.once('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});

/**
 * Starts the peer in `workdir`. The environment is fixed: no CORE_ variable of the caller reaches it,
 * except FABRIC_LOGGING_SPEC.
 * @throws Error if the operating system cannot execute the binary.
 */
export async function launchPeer(binary: string, workdir: string): Promise<PeerProcess> {
  const log = openSync(join(workdir, layout.log), 'a');
  let child: ChildProcess;
  try {
    child = spawn(binary, ['node', 'start'], {
      cwd: workdir,
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: workdir,
        FABRIC_CFG_PATH: workdir,
        FABRIC_LOGGING_SPEC: process.env.FABRIC_LOGGING_SPEC ?? 'info',
        FABRIC_LOGGING_FORMAT: '%{time:15:04:05.000} %{level:.4s} [%{module}] %{message}',
      },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } finally {
    closeSync(log);
  }
  const pid = child.pid!;
  running.add(pid);
  let exit: Exit | undefined;
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      running.delete(pid);
      resolve(exit);
    });
  });

  function kill(): Promise<Exit> {
    if (exit === undefined) signalGroup(pid, 'SIGKILL');
    return ended;
  }

  async function terminate(): Promise<Exit> {
    if (exit === undefined) signalGroup(pid, 'SIGTERM');
    const impatience = setTimeout(() => void kill(), stopGraceMs);
    const end = await ended;
    clearTimeout(impatience);
    return end;
  }

  return {
    pid,
    ended,
    terminate,
    kill,
    get exit() {
      return exit;
    },
  };
}

/** The last lines of the node's log, oldest first; empty if there is none yet. */
export function logTail(workdir: string, lines: number): readonly string[] {
  let file: number;
  try {
    file = openSync(join(workdir, layout.log), 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytesMax));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').trimEnd().split('\n').slice(-lines);
  } finally {
    closeSync(file);
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
