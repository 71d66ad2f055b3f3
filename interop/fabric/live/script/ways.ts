/** Push, pull and state transfer, each by itself: the other two are switched off, or cannot help. */
import { readFileSync } from 'node:fs';
import type { PeerSettings } from '../../kit/core-yaml.js';
import { untilLevel } from '../ledgers.js';
import type { LivePeer, LiveReference } from '../live-peer.js';
import { untilKnown } from '../membership.js';
import { BATCH, SHARED, type Stage } from '../stage.js';
import { type Planned, until } from '../steps.js';
import { untilLed } from './leaders.js';

type Change = Pick<PeerSettings, 'timings' | 'channel'>;
/** Longer than any step. */
const NEVER_MS = 600_000;

/** What follows stands in the way of the other two: nobody of the two fetches, and each has one way left. */
const ONLY: Readonly<Record<'push' | 'pull' | 'transfer', Change>> = {
  push: {
    channel: { leadership: 'none', stateEnabled: false },
    timings: { pullIntervalMs: NEVER_MS },
  },
  pull: { channel: { leadership: 'none', stateEnabled: false } },
  transfer: { channel: { leadership: 'none' }, timings: { pullIntervalMs: NEVER_MS } },
};

/** Without a handshake, by what the peer has recorded; beats come more often. Milliseconds. */
const QUIET_MS = 3_000;

function quietMs({ process: { record } }: LiveReference): number {
  const lines = readFileSync(record!, 'utf8').trimEnd().split('\n');
  const msOf = (line: string | undefined): number => (line === undefined ? 0 : JSON.parse(line).ms);
  return msOf(lines.at(-1)) - msOf(lines.findLast((line) => line.includes('"kind":"conn"')));
}

/** Of fabric1 and reference2; reference1 leads their organisation meanwhile. */
export function ways(stage: Stage): readonly Planned[] {
  const { fabric1, reference1, reference2 } = stage.peers;
  const two: readonly LivePeer[] = [fabric1, reference2];
  const restarted = async (change: Change | undefined): Promise<void> => {
    await Promise.all(two.map((peer) => peer.kill()));
    await Promise.all(two.map((peer) => peer.start(change)));
  };
  /** @throws Error if one of the blocks from this number on came to the reference by another way */
  const cameBy = (way: keyof typeof ONLY, from: bigint): string => {
    const received = reference2.received(SHARED).filter(({ number }) => number >= from);
    const other = received.filter(({ source }) => source !== way);
    if (received.length === 0 || other.length > 0)
      throw new Error(
        `reference2 received ${received.length} blocks, ${other.length} of them not by ${way}`,
      );
    return `reference2: ${received.length} blocks by ${way}, by its trace; fabric1 had no other way`;
  };
  const missed = (way: 'pull' | 'transfer', blocks: number): Planned => ({
    title: `${blocks} missed blocks come by ${way} alone`,
    async play() {
      await Promise.all(two.map((peer) => peer.kill()));
      // What is pushed to whom it still takes for alive waits for the dial, and comes after the restart.
      await untilKnown(stage.observers, [reference1], two, 'dead');
      await untilLed(SHARED, [reference1]);
      const from = await stage.orderer.height(SHARED);
      await stage.order(SHARED, BATCH * blocks);
      await untilLevel(stage.orderer, SHARED, [reference1]);
      await Promise.all(two.map((peer) => peer.start(ONLY[way])));
      const seen = await untilLevel(stage.orderer, SHARED, [reference1, ...two]);
      return [...seen, cameBy(way, from)];
    },
  });
  return [
    {
      title: 'new blocks come by push alone',
      isLong: true,
      async play() {
        await restarted(ONLY.push);
        await untilLed(SHARED, [reference1]);
        // Only then is anything pushed to them.
        await until('reference1 to know by StateInfo that they are in the channel', async () => {
          const known = (await reference1.process.status(SHARED))?.peers ?? [];
          return two.every((peer) => known.some(({ pkiId }) => pkiId === peer.pkiId)) || undefined;
        });
        // Two that dial each other at once end both links (DEV-1), and what was under way is lost.
        await until('links that last', async () => quietMs(reference2) > QUIET_MS || undefined);
        const from = await stage.orderer.height(SHARED);
        await stage.order(SHARED, 5 * BATCH);
        const seen = await untilLevel(stage.orderer, SHARED, [reference1, ...two]);
        return [...seen, cameBy('push', from)];
      },
    },
    { ...missed('pull', 4), isLong: true },
    { ...missed('transfer', 25), isLong: true },
    {
      title: 'they are as before',
      isLong: true,
      async play() {
        await restarted(undefined);
        return [
          ...(await untilLevel(stage.orderer, SHARED, stage.all)),
          ...(await untilKnown(stage.observers, stage.all, stage.all, 'alive')),
        ];
      },
    },
  ];
}
