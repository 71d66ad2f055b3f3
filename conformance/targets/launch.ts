/**
 * One node as a child process in a process group of its own, its output in a file. Knows nothing of
 * gossip.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Asking, asking } from './asking.js';
import { endGroup, guardGroup, signalGroup } from './process-group.js';
import type { Exit } from './target.js';

/** How long a node may take to end after SIGTERM before it is killed. Milliseconds. */
export const stopGraceMs = 5_000;

const STOPPING = ['SIGTERM', 'SIGCONT'] as const;

/** Most of the log that a tail looks at. Bytes. */
const tailBytesMax = 256 * 1024;

/** A command line, and what it needs around it. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing of the caller's reaches the process. */
  readonly env: Readonly<Record<string, string>>;
  /** File that takes stdout and stderr, appended. */
  readonly log: string;
  /** Whether it takes requests from stdin and answers on stdout, one JSON object a line. */
  readonly answers?: boolean;
}

export interface NodeProcess {
  readonly pid: number;
  /** Asks, where it answers. @throws TargetError if it ends first, or says that it cannot. */
  readonly ask: Asking | undefined;
  /** Set as soon as the process is gone, for whatever reason. */
  readonly exit: Exit | undefined;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Exit>;
  /** SIGSTOP to the group. */
  pause(): void;
  /** SIGCONT to the group. */
  resume(): void;
  /** SIGTERM to the group, SIGKILL after the grace. */
  terminate(): Promise<Exit>;
  /** SIGKILL to the group. */
  kill(): Promise<Exit>;
}

/** @throws Error if the operating system cannot execute the command. */
export async function launch(spec: Launch): Promise<NodeProcess> {
  const { command, args, cwd, env, log: path, answers = false } = spec;
  const log = openSync(path, 'a');
  let child: ChildProcess;
  try {
    const stdio: StdioOptions = answers ? ['pipe', 'pipe', log] : ['ignore', log, log];
    child = spawn(command, [...args], { cwd, detached: true, stdio, env });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  } finally {
    closeSync(log);
  }
  const pid = child.pid!;
  guardGroup(pid);
  let exit: Exit | undefined;
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      endGroup(pid);
      resolve(exit);
    });
  });

  function kill(): Promise<Exit> {
    if (exit === undefined) signalGroup(pid, 'SIGKILL');
    return ended;
  }

  async function terminate(): Promise<Exit> {
    // One that stands still would take it only later.
    if (exit === undefined) for (const signal of STOPPING) signalGroup(pid, signal);
    const impatience = setTimeout(() => void kill(), stopGraceMs);
    const end = await ended;
    clearTimeout(impatience);
    return end;
  }

  return {
    pid,
    ask: answers ? asking(child, path, ended) : undefined,
    ended,
    pause: () => void signalGroup(pid, 'SIGSTOP'),
    resume: () => void signalGroup(pid, 'SIGCONT'),
    terminate,
    kill,
    get exit() {
      return exit;
    },
  };
}

/** The last lines of a log file, oldest first; empty if there is none yet. */
export function logTail(path: string, lines: number): readonly string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
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
