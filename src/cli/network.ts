/** `fabric-gossip network`: a network on this machine that loses its leader, elects another and heals. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createSystemClock } from '../adapters/system-clock.js';
import { UserMistake } from '../adapters/user-mistake.js';
import { startOrdering } from './network/ordering.js';
import { type PeerProcess, startPeer } from './network/peer-process.js';
import { type Plan, planNetwork } from './network/plan.js';
import { type Event, type Outcome, play, StepError, seconds } from './network/story.js';
import { TIMINGS, type Timings } from './network/timings.js';

interface Options {
  readonly peers: number;
  readonly organisations: number;
  readonly timings: Timings;
  readonly out?: string;
  readonly keep?: boolean;
  readonly inspect?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip network
  fabric-gossip network --peers 6 --organisations 2
  fabric-gossip network --timings fabric          Fabric's own defaults: takes about a minute
  fabric-gossip network --keep --out network      keep certificates, core.yaml, ledgers, logs
  fabric-gossip network --timings fabric --inspect   watch it live in the studio

Each peer is a process of its own: mutual TLS, certificates made for the occasion, free ports of 127.0.0.1,
a ledger on disk. An ordering service in this process takes transactions and hands
out blocks. The peers elect a leader for each organisation; the first leader is killed (SIGKILL), the
others elect another, the killed one is started again and catches up. Heights and commit hashes tell
whether all peers hold the same. The default timings are fast ones, ten to twenty times as quick as
Fabric's; nothing else is special about these peers.

Exit status: 0 it healed, 1 it did not, 64 wrong usage. No process is left behind in any case.`;

export function networkCommand(): Command {
  return new Command('network')
    .description('run a network that loses its leader, elects another and heals')
    .option('-n, --peers <count>', 'number of peers', between(2, 16), 4)
    .option('--organisations <count>', 'number of organisations', between(1, 4), 1)
    .addOption(
      new Option('--timings <profile>', 'how fast the peers live')
        .choices(Object.keys(TIMINGS))
        .default('fast'),
    )
    .option('-o, --out <dir>', 'folder for everything (default: a temporary one)')
    .option('--keep', 'keep the folder')
    .option('--inspect', 'let the studio watch the peers: prints the command for it')
    .option('--json', 'print each event and the summary as a JSON line')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const between = (least: number, most: number) => (text: string) => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
};

async function run(options: Options, command: Command): Promise<void> {
  const { peers: peerCount, organisations: organisationCount, timings } = options;
  if (peerCount < 2 * organisationCount)
    command.error('error: --peers: an organisation needs two, one to be killed and one to follow', {
      exitCode: 64,
    });
  const clock = createSystemClock();
  const startedMs = clock.now();
  const folder = folderOf(options);
  const tell = teller(options, () => clock.now() - startedMs);
  const running = new Map<string, PeerProcess>();
  const spawned = new Set<ChildProcess>();
  const over = new AbortController();
  const ending: (() => Promise<unknown>)[] = [
    () => Promise.all([...running.values()].map((peer) => peer.stop())),
    // Those that were not ready yet.
    async () => [...spawned].forEach((child) => void child.kill('SIGKILL')),
  ];
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new StepError(`stopped by ${signal}`)));
  });
  const story = async (): Promise<Outcome> => {
    const plan = await planNetwork({
      folder,
      peerCount,
      organisationCount,
      timings,
      nowMs: clock.now(),
      inspected: options.inspect === true,
    });
    if (options.inspect) tell({ what: 'watch', text: studioCommand(plan) });
    const ordering = await startOrdering(plan, clock);
    ending.push(() => ordering.close());
    return play({
      ordering,
      running,
      planned: plan.peers,
      start: (peer) => {
        over.signal.throwIfAborted();
        return startPeer(peer, plan.block, (child) => {
          spawned.add(child);
          child.once('close', () => spawned.delete(child));
        });
      },
      tell,
      now: clock.now,
      stepMsMax: TIMINGS[timings].stepMsMax,
      pause: (ms) => pause(ms, undefined, { signal: over.signal }),
    });
  };
  let failure: Error | undefined;
  let outcome: Outcome | undefined;
  try {
    outcome = await Promise.race([story(), interrupted]);
  } catch (error) {
    failure = error as Error;
  }
  over.abort();
  for (const end of ending) await end();
  const isKept = options.keep === true || options.out !== undefined || failure !== undefined;
  if (!isKept) rmSync(folder, { recursive: true });
  conclude(options, outcome, failure, clock.now() - startedMs, isKept ? folder : undefined);
  process.exitCode = failure === undefined ? 0 : 1;
}

const studioCommand = ({ peers }: Plan): string =>
  `fabric-gossip studio ${peers.map(({ inspect }) => `--connect ws://${inspect}`).join(' ')}`;

function folderOf({ out }: Options): string {
  if (out === undefined) return mkdtempSync(join(tmpdir(), 'fabric-gossip-network-'));
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new UserMistake(`--out ${out}: expected a folder, got a file`);
  mkdirSync(out, { recursive: true });
  const before = ['organisations', 'channels'].find((part) => existsSync(join(out, part)));
  if (before !== undefined)
    throw new UserMistake(`--out ${out}: ${before} is there already; give a folder without it`);
  return resolve(out);
}

const teller =
  ({ json }: Options, sinceMs: () => number) =>
  (event: Omit<Event, 'atMs'>): void => {
    const atMs = sinceMs();
    if (json === true) return void console.log(JSON.stringify({ atMs, ...event }));
    console.log(`${seconds(atMs).padStart(7)}  ${event.what.padEnd(9)}  ${event.text}`);
  };

function conclude(
  { json }: Options,
  outcome: Outcome | undefined,
  failure: Error | undefined,
  tookMs: number,
  folder: string | undefined,
): void {
  if (json === true) {
    const summary = { what: 'summary', healed: failure === undefined, tookMs, ...outcome };
    const kept = folder === undefined ? {} : { folder };
    const reason = failure === undefined ? {} : { reason: failure.message };
    console.log(JSON.stringify({ ...summary, ...kept, ...reason }));
    return;
  }
  if (outcome !== undefined)
    console.log(
      `healed: ${outcome.secondLeader} took over from ${outcome.firstLeader} in ${seconds(outcome.failoverMs)}, which caught up in ${seconds(outcome.healMs)}; all peers at height ${outcome.height} with commit hash\n${outcome.commitHash}`,
    );
  if (failure !== undefined) console.error(`error: ${failure.message}`);
  if (folder !== undefined) console.log(`everything is in ${folder}`);
}
