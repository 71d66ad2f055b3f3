/** One peer of a network as a process of its own, under control by its stdin and stdout. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PlannedPeer } from './plan.js';

/** What `{"query":"channels"}` says of one channel. */
export interface ChannelStatus {
  readonly height: bigint;
  readonly commitHash: string;
  readonly leads: boolean;
  readonly leader: string | null;
  readonly peerCount: number;
}

export interface PeerProcess {
  readonly peer: PlannedPeer;
  readonly pid: number;
  /** Hex. */
  readonly pkiId: string;
  status(channel: string): Promise<ChannelStatus | undefined>;
  read(channel: string, namespace: string, key: string): Promise<string | null>;
  kill(): Promise<void>;
  /** Asks it to stop, and kills it if it does not within two seconds. */
  stop(): Promise<void>;
}

type Answer = Readonly<Record<string, any>>;

const STOP_MS_MAX = 2_000;

/**
 * Resolves when the peer is ready. `spawned` is told of the process at once. `program` is the command
 * line of `fabric-gossip` up to its arguments; default: this one.
 * @throws Error naming the log if the process ends before
 */
export async function startPeer(
  peer: PlannedPeer,
  block: string,
  spawned: (child: ChildProcess) => void,
  program: readonly string[] = ownProgram(),
): Promise<PeerProcess> {
  const logPath = join(peer.folder, 'peer.log');
  const log = openSync(logPath, 'a');
  const [command, ...before] = program;
  const options = ['--config', join(peer.folder, 'core.yaml'), '--join', block];
  const child: ChildProcess = spawn(
    command!,
    [
      ...before,
      'peer',
      ...options,
      // The same port after it was killed, so that who watches finds it again.
      ...(peer.inspect === undefined ? [] : [`--inspect=${peer.inspect.split(':')[1]}`]),
      '--ledger',
      join(peer.folder, 'ledgers'),
      '--control',
      '--json',
    ],
    { stdio: ['pipe', 'pipe', log], env: { PATH: process.env.PATH ?? '' } },
  );
  closeSync(log);
  spawned(child);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const waiting = new Map<number, (answer: Answer) => void>();
  let count = 0;
  child.stdin!.on('error', () => {});

  const ready = await new Promise<Answer>((resolve, reject) => {
    child.once('error', reject);
    void ended.then(() => {
      for (const answer of waiting.values()) answer({});
      reject(new Error(`${peer.name} ended before it was ready; its log is ${logPath}`));
    });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const answer: Answer = JSON.parse(line);
      if (answer.type === 'ready') return resolve(answer);
      waiting.get(answer.re)?.(answer);
      waiting.delete(answer.re);
    });
  });
  const ask = (request: object): Promise<Answer> =>
    new Promise((resolve) => {
      count += 1;
      if (child.exitCode !== null || child.signalCode !== null) return resolve({});
      waiting.set(count, resolve);
      child.stdin!.write(`${JSON.stringify({ id: count, ...request })}\n`);
    });

  return {
    peer,
    pid: child.pid!,
    pkiId: ready.pkiId,
    async status(channel) {
      const { value = [] } = await ask({ query: 'channels' });
      const found = value.find((of: Answer) => of.channel === channel);
      return (
        found && {
          height: BigInt(found.height),
          commitHash: found.commitHash,
          leads: found.leads,
          leader: found.leader,
          peerCount: found.peers.length,
        }
      );
    },
    async read(channel, namespace, key) {
      const { value = null } = await ask({ read: { channel, namespace, key } });
      return value;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.stdin!.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The command line by which this program runs, up to its own arguments. */
function ownProgram(): readonly string[] {
  const { argv, execArgv } = process;
  const isEvaluated = execArgv.includes('--eval') || execArgv.includes('-e');
  return [process.execPath, ...execArgv, isEvaluated ? '--' : argv[1]!];
}
