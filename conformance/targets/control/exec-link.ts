/** An adapter as a child process in a group of its own: stdin and stdout are the link, stderr its log. */
import { spawn } from 'node:child_process';
import { endGroup, guardGroup, signalGroup } from '../process-group.js';
import { type Exit, TargetError } from '../target.js';
import { adapterLog } from './adapter-log.js';
import { lineSplitter } from './lines.js';
import type { Link } from './link.js';

export interface ExecOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the file for its stderr. */
  readonly log: string;
  /** Before each line in the log. */
  readonly tag: string;
}

/** @throws TargetError if the operating system cannot execute the command. */
export async function execLink(options: ExecOptions): Promise<Link> {
  const [program, ...args] = options.command;
  const { cwd, env, tag } = options;
  const log = adapterLog(options.log);
  const name = `${tag} (${shown(options.command)})`;
  const child = spawn(program, args, { cwd, env, detached: true, stdio: 'pipe' });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new TargetError(`${name} cannot be executed: ${error.message}`)),
    );
  });
  const pid = child.pid!;
  guardGroup(pid);
  let exit: Exit | undefined;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      exit = { code, signal };
      endGroup(pid);
      // Its last words may still be on their way; a descendant outside of the group may hold the pipe.
      const settle = (): void => resolve(`ended, code ${code}, signal ${signal}`);
      const patience = setTimeout(settle, LAST_WORDS_MS);
      child.once('close', () => {
        clearTimeout(patience);
        settle();
      });
    });
  });
  // A process that has ended says so by its end, not by a broken pipe.
  child.stdin.on('error', () => {});
  child.stderr.on(
    'data',
    lineSplitter((line) => log.write(tag, line), LOG_LINE_LENGTH_MAX),
  );

  async function kill(): Promise<void> {
    if (exit === undefined) signalGroup(pid, 'SIGKILL');
    await ended;
    child.stdout.destroy();
    child.stderr.destroy();
  }

  return {
    name,
    send: (line) => void (exit === undefined && child.stdin.write(`${line}\n`)),
    listen: (received) => void child.stdout.on('data', lineSplitter(received)),
    get exit() {
      return exit;
    },
    ended,
    async close(graceMs) {
      if (exit === undefined) child.stdin.end();
      if (exit === undefined && !(await within(graceMs, ended))) {
        log.write(tag, `did not end within ${graceMs} ms, gets SIGTERM`);
        for (const signal of ['SIGTERM', 'SIGCONT'] as const) signalGroup(pid, signal);
        if (!(await within(graceMs, ended))) log.write(tag, 'ignores SIGTERM, is killed');
      }
      await kill();
    },
    async terminate(graceMs) {
      signalGroup(pid, 'SIGTERM');
      return within(graceMs, ended);
    },
    kill,
    note: (line) => log.write(tag, line),
    logPath: log.path,
    logTail: log.tail,
  };
}

/** A command line, cut where it gets long: some hold a whole program. */
function shown(command: readonly string[]): string {
  const line = command.join(' ').replaceAll(/\s+/g, ' ');
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line;
}

const SHOWN_MAX = 100;
const LAST_WORDS_MS = 500;
/** Longer lines of stderr are cut in pieces. Characters. */
const LOG_LINE_LENGTH_MAX = 64 * 1024;

async function within(ms: number, event: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
