/** Runs git and go: what they say line by line, how long they may take, and nothing left of them. */
import { spawn } from 'node:child_process';
import { endGroup, guardGroup } from '../../../conformance/targets/process-group.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';

/** Lines of a failure that are kept. */
const TAIL_LINES = 12;

/** It ran and failed. */
export class ToolFailed extends Error {
  constructor(
    readonly command: string,
    /** The end of what it said, oldest first. */
    readonly tail: readonly string[],
  ) {
    super(`${command} failed: ${tail.join(' | ') || 'it said nothing'}`);
    this.name = 'ToolFailed';
  }
}

/** Somebody stopped it, or its time was over; which of both, the signal's reason tells. */
export class ToolStopped extends Error {
  constructor(readonly command: string) {
    super(`${command} was stopped`);
    this.name = 'ToolStopped';
  }
}

export interface ToolRun {
  readonly cwd?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted: it is killed, with all that it has started. */
  readonly signal: AbortSignal;
  /** Called with each line of standard error as it comes. */
  readonly heard?: (line: string) => void;
}

/**
 * Resolves to its standard output.
 * @throws UserMistake if there is no such program. @throws ToolFailed @throws ToolStopped
 */
export function runTool(
  command: string,
  words: readonly string[],
  { cwd, environment, signal, heard }: ToolRun,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const said = [command, words[0]].join(' ');
    if (signal.aborted) return reject(new ToolStopped(said));
    // A group of its own: go starts compilers, git starts transports.
    const child = spawn(command, words, { cwd, env: environment, detached: true });
    child.stdin.end();
    const { pid } = child;
    if (pid !== undefined) guardGroup(pid);
    const kill = (): void => {
      if (pid !== undefined) endGroup(pid);
    };
    signal.addEventListener('abort', kill, { once: true });
    const tail: string[] = [];
    let output = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split(/[\r\n]+/);
      rest = lines.pop()!;
      for (const line of lines) take(line);
    });
    const take = (line: string): void => {
      if (line === '') return;
      heard?.(line);
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      signal.removeEventListener('abort', kill);
      const missing = error.code === 'ENOENT' && (cwd === undefined || error.path === command);
      reject(missing ? new UserMistake(MISSING[command] ?? `${command} is not here`) : error);
    });
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      take(rest);
      kill();
      if (signal.aborted) reject(new ToolStopped(said));
      else if (code === 0) resolve(output);
      else reject(new ToolFailed(said, tail));
    });
  });
}

/** What a user without the program has to know. */
const MISSING: Readonly<Record<string, string>> = {
  go: 'go: expected the Go tools on the PATH (https://go.dev/dl); nothing else than Go can build Fabric',
  git: 'git: expected git on the PATH, or --source with a folder that holds the source of the version',
};
