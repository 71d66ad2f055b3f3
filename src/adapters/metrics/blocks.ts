/**
 * Blocks: how long commits take, how old blocks are by then, and how long they waited for it.
 *
 * Implements spec/14-observability.md, OBSV-4, OBSV-5.
 */
import type { PeerEffect, PeerInput } from '../../peer/io.js';
import type { Trace } from '../../peer/trace.js';
import { channelHeaderOf, decodeBlock } from '../../wire/block.js';
import type { Meters } from './meters.js';

/** Blocks whose first sight is remembered, of all channels. */
const SEEN_MAX = 10_000;

/** Blocks that were handed to a ledger together. */
interface CommitRun {
  readonly beganMs: number;
  size: number;
}

interface Commit {
  readonly run: CommitRun;
  /** Of the block's first transaction, ms since 1970; undefined if it has none. */
  readonly madeMs: number | undefined;
}

export interface BlockMeters {
  effect(effect: PeerEffect, atMs: number): void;
  input(input: PeerInput, atMs: number): void;
  trace(trace: Extract<Trace, { kind: 'block' }>, atMs: number): void;
}

export function measureBlocks(meters: Meters): BlockMeters {
  const commits = new Map<string, Commit>();
  /** By channel: the run that is being handed over or committed. */
  const runs = new Map<string, CommitRun>();
  const firstSeen = new Map<string, number>();
  return {
    effect(effect, atMs) {
      if (effect.type !== 'block.commit') return;
      const { channel, number, bytes } = effect;
      const run = runs.get(channel) ?? { beganMs: atMs, size: 0 };
      run.size += 1;
      runs.set(channel, run);
      commits.set(`${channel} ${number}`, { run, madeMs: instantOf(bytes) });
    },
    input(input, atMs) {
      if (input.type !== 'block.committed') return;
      const { channel, number } = input;
      const seen = `${channel} ${number}`;
      const commit = commits.get(seen);
      if (commit === undefined) return;
      commits.delete(seen);
      runs.delete(channel);
      const observe = (
        name: Parameters<Meters['observe']>[0],
        sinceMs: number | undefined,
        blockCount = 1,
      ) => {
        if (sinceMs === undefined) return;
        meters.observe(name, Math.max(0, atMs - sinceMs) / blockCount / 1_000, { channel });
      };
      observe('gossip_state_commit_duration', commit.run.beganMs, commit.run.size);
      observe('fabric_gossip_block_age_seconds', commit.madeMs);
      observe('fabric_gossip_block_wait_seconds', firstSeen.get(seen));
      firstSeen.delete(seen);
    },
    trace({ what, channel, number, source }, atMs) {
      if (what !== 'received') return;
      meters.count('fabric_gossip_blocks_first_total', { channel, source });
      const seen = `${channel} ${number}`;
      if (firstSeen.has(seen)) return;
      if (firstSeen.size >= SEEN_MAX)
        for (const first of firstSeen.keys()) {
          firstSeen.delete(first);
          break;
        }
      firstSeen.set(seen, atMs);
    },
  };
}

/** The instant in the channel header of a block's first transaction. */
function instantOf(bytes: Uint8Array): number | undefined {
  const block = decodeBlock(bytes);
  const timestamp =
    block.verdict === 'accept' ? channelHeaderOf(block.value)?.timestamp : undefined;
  if (timestamp === undefined) return undefined;
  return Number(timestamp.seconds) * 1_000 + Math.floor(timestamp.nanos / 1_000_000);
}
