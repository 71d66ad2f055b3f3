/** One `fabric-gossip peer` as a child of the adapter: its ready line, its answers, its end. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface PeerProcess {
  readonly pid: number | undefined;
  /** Resolves when it serves; to undefined if it has ended instead. */
  readonly ready: Promise<{ readonly pkiId: string } | undefined>;
  readonly ended: Promise<Exit>;
  /** What it said last on stderr, oldest first. */
  readonly lastWords: readonly string[];
  /** @throws Error if it refuses, or ends first */
  ask(request: object): Promise<unknown>;
  signal(signal: NodeJS.Signals): void;
  /** Signals it, and resolves when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Exit>;
}

export interface PeerProcessOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** Takes each line of its log. */
  said(line: string): void;
}

const LAST_WORDS_MAX = 20;

export function startPeer({ command, cwd, said }: PeerProcessOptions): PeerProcess {
  const [program, ...args] = command;
  // In the group of the adapter: whoever kills the adapter kills the peers as well.
  const child = spawn(program, args, { cwd, stdio: 'pipe', env: { PATH: process.env.PATH } });
  const waiting = new Map<
    number,
    (answer: Readonly<Record<string, unknown>> | undefined) => void
  >();
  const lastWords: string[] = [];
  let lastId = 0;
  let serves: (ready: { readonly pkiId: string } | undefined) => void;
  const ready = new Promise<{ readonly pkiId: string } | undefined>((resolve) => {
    serves = resolve;
  });
  const log = (line: string): void => {
    lastWords.push(line);
    if (lastWords.length > LAST_WORDS_MAX) lastWords.shift();
    said(line);
  };
  const ended = new Promise<Exit>((resolve) => {
    child.once('error', (error) => {
      log(error.message);
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  void ended.then(() => {
    serves(undefined);
    for (const answered of waiting.values()) answered(undefined);
  });
  // A peer that has ended says so by its end, not by a broken pipe.
  child.stdin.on('error', () => {});
  createInterface({ input: child.stderr }).on('line', log);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (message.type === 'ready') serves({ pkiId: String(message.pkiId) });
    else waiting.get(Number(message.re))?.(message);
  });

  return {
    pid: child.pid,
    ready,
    ended,
    lastWords,
    async ask(request) {
      lastId += 1;
      const id = lastId;
      const answer = await new Promise<Readonly<Record<string, unknown>> | undefined>((resolve) => {
        waiting.set(id, resolve);
        child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
      });
      waiting.delete(id);
      if (answer === undefined) throw new Error('the peer ended before it had answered');
      if (!('value' in answer)) throw new Error(String(answer.error ?? answer.unsupported));
      return answer.value;
    },
    signal: (signal) => void child.kill(signal),
    end(signal) {
      child.kill(signal);
      // One that stands still would take it only later.
      if (signal === 'SIGTERM') child.kill('SIGCONT');
      return ended;
    },
  };
}
