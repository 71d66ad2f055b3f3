/** A reference peer as a process of its own, under control of a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Line {
  readonly [field: string]: any;
}

export interface PeerProcess {
  readonly child: ChildProcess;
  /** The next line of stdout that fits, parsed. */
  answer(fits: (line: Line) => boolean): Promise<Line>;
  /** The next line of the log that fits. */
  logged(fits: (line: Line) => boolean): Promise<Line>;
  request(line: object | string): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly out: string;
    readonly log: string;
  }>;
}

const RUN = `
import { main } from './src/cli/main.ts';
process.exitCode = await main(process.argv.slice(1));
`;

/** Runs `fabric-gossip <args>` from the sources, with nothing of the caller's environment but PATH. */
export function runProcess(args: readonly string[], env: Record<string, string> = {}): PeerProcess {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', RUN, '--', ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH!, ...env } },
  );
  const out = lines(child.stdout!);
  const log = lines(child.stderr!);
  const ended = new Promise<Awaited<PeerProcess['ended']>>((resolve) =>
    child.once('close', (code) => resolve({ code, out: out.text(), log: log.text() })),
  );
  return {
    child,
    answer: out.next,
    logged: log.next,
    request: (line) =>
      void child.stdin!.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    ended,
  };
}

function lines(stream: NodeJS.ReadableStream) {
  const seen: string[] = [];
  let waiting: { fits(line: Line): boolean; resolve(line: Line): void }[] = [];
  createInterface({ input: stream }).on('line', (text) => {
    seen.push(text);
    const line = parsed(text);
    if (line === undefined) return;
    waiting = waiting.filter(({ fits, resolve }) => {
      if (!fits(line)) return true;
      resolve(line);
      return false;
    });
  });
  return {
    text: () => seen.join('\n'),
    next: (fits: (line: Line) => boolean) =>
      new Promise<Line>((resolve) => {
        const found = seen.map(parsed).find((line) => line !== undefined && fits(line));
        if (found) resolve(found);
        else waiting.push({ fits, resolve });
      }),
  };
}

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
