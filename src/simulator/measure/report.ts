/** The report of a simulation: plain data, the same for the same scenario. */
import type { BlockSource } from '../../peer/trace.js';
import type { DropReason } from '../node.js';
import type { Observed } from '../observed.js';
import type { BlockMeasure, BlockSpread } from './blocks.js';
import { type Distribution, distributionOf } from './distribution.js';
import type { LeaderMeasure } from './leaders.js';
import type { FalseDeath, MembershipMeasure } from './membership.js';
import type { KindTraffic, Traffic } from './traffic.js';

/** Shares of a channel's peers whose time of arrival is told, in per cent. */
export const SHARES = [50, 75, 90, 95, 99, 100] as const;
/** Instants after the first peer had a block at which its reach is told, ms. */
export const REACH_MS = [
  10, 20, 30, 50, 75, 100, 200, 500, 1_000, 2_000, 3_000, 4_000, 5_000, 7_500, 10_000, 20_000,
] as const;

export interface SpreadReport {
  readonly share: (typeof SHARES)[number];
  /** Blocks that got as far, and how long they took from the first peer on, ms. */
  readonly ms: Distribution | undefined;
}

export interface BlockReport {
  readonly made: number;
  /** Blocks that every peer of the channel had by the end, and had committed. */
  readonly receivedByAll: number;
  readonly committedByAll: number;
  readonly reached: Distribution | undefined;
  readonly sources: Readonly<Record<BlockSource, number>>;
  readonly spread: readonly SpreadReport[];
  readonly reach: readonly { readonly ms: number; readonly share: number }[];
  /** Hops of first receipts; the most hops of each block (LDH). */
  readonly hops: Distribution | undefined;
  readonly lastHop: Distribution | undefined;
  /** Receipts by push that were of no use, for each that was (RMR); undefined if there was none. */
  readonly redundancy: number | undefined;
}

export interface SimulationReport {
  readonly scenario: string;
  readonly seed: number;
  /** Simulated, ms. */
  readonly durationMs: number;
  readonly peers: number;
  readonly membership: {
    readonly completeMs: number | undefined;
    readonly completeAgainMs: readonly number[];
    readonly falseDeathCount: number;
    readonly falseDeaths: readonly FalseDeath[];
  };
  readonly traffic: {
    readonly messages: number;
    readonly bytes: number;
    readonly byKind: Readonly<Record<string, Readonly<KindTraffic>>>;
    readonly dropped: Readonly<Record<DropReason, number>>;
  };
  readonly blocks: BlockReport;
  readonly leaders: {
    readonly changes: number;
    /** By channel and organisation; where there are elections. */
    readonly now: Readonly<Record<string, readonly string[]>>;
  };
}

export interface Measures {
  readonly traffic: Traffic;
  readonly membership: MembershipMeasure;
  readonly blocks: BlockMeasure;
  readonly leaders: LeaderMeasure;
}

export function reportOf(network: Observed, measures: Measures, atMs: number): SimulationReport {
  const { scenario } = network;
  const { traffic, membership, leaders } = measures;
  const kinds = [...traffic.byKind].sort((a, b) => b[1].messages - a[1].messages);
  const { completeMs, completeAgainMs, falseDeathCount, falseDeaths } = membership;
  return {
    scenario: scenario.name,
    seed: scenario.seed,
    durationMs: atMs,
    peers: network.names.length,
    membership: { completeMs, completeAgainMs, falseDeathCount, falseDeaths },
    traffic: {
      messages: sum(kinds.map(([, { messages }]) => messages)),
      bytes: sum(kinds.map(([, { bytes }]) => bytes)),
      byKind: Object.fromEntries(kinds),
      dropped: traffic.dropped,
    },
    blocks: blockReport(network, measures),
    leaders: {
      changes: leaders.changes.length,
      now: Object.fromEntries(
        (scenario.leadership === 'election' ? scenario.channels : []).flatMap(
          ({ name, organisations }) =>
            organisations.map((org) => [`${name} ${org}`, leaders.leaders(name, org)]),
        ),
      ),
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function blockReport(network: Observed, { blocks, traffic }: Measures): BlockReport {
  const { spreads } = blocks;
  const wantedBy = ({ channel }: BlockSpread) => network.members.get(channel)!.length;
  const sources: Record<BlockSource, number> = { push: 0, pull: 0, transfer: 0, orderer: 0 };
  for (const spread of spreads)
    for (const source of Object.keys(sources) as BlockSource[])
      sources[source] += spread.sources[source];
  const pushed = traffic.byKind.get('dataMsg')?.messages ?? 0;
  const hops = spreads.map((spread) => [...spread.hops.values()]);
  return {
    made: spreads.length,
    receivedByAll: spreads.filter((s) => s.receivedMs.size >= wantedBy(s)).length,
    committedByAll: spreads.filter((s) => s.committedMs.size >= wantedBy(s)).length,
    reached: distributionOf(spreads.map(({ receivedMs }) => receivedMs.size)),
    sources,
    spread: SHARES.map((share) => ({
      share,
      ms: distributionOf(
        spreads.flatMap((s) => timeToShare(s, Math.ceil((share * wantedBy(s)) / 100)) ?? []),
      ),
    })),
    reach: REACH_MS.map((ms) => ({ ms, share: meanShareAt(spreads, wantedBy, ms) })),
    hops: distributionOf(hops.flat()),
    lastHop: distributionOf(hops.filter((h) => h.length > 0).map((h) => Math.max(...h))),
    redundancy: sources.push === 0 ? undefined : pushed / sources.push - 1,
  };
}

/** From the first peer on, ms, until so many peers had the block; undefined if that never came about. */
export function timeToShare({ receivedMs, firstMs }: BlockSpread, count: number) {
  if (firstMs === undefined || receivedMs.size < count || count < 1) return undefined;
  return [...receivedMs.values()].sort((a, b) => a - b)[count - 1]! - firstMs;
}

function meanShareAt(
  spreads: readonly BlockSpread[],
  wantedBy: (spread: BlockSpread) => number,
  ms: number,
): number {
  const shares = spreads.flatMap((spread) => {
    const { firstMs, receivedMs } = spread;
    if (firstMs === undefined) return [];
    const there = [...receivedMs.values()].filter((atMs) => atMs - firstMs <= ms).length;
    return [there / wantedBy(spread)];
  });
  return shares.length === 0 ? 0 : sum(shares) / shares.length;
}
