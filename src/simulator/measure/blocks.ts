/**
 * How blocks spread: when each was made, received and committed by whom, and over how many hops. The
 * hop of a peer is one more than that of the peer from which it first had the block; 0 from the ordering
 * service.
 */
import type { BlockSource } from '../../peer/trace.js';
import type { SimulationObserver } from '../node.js';
import type { Observed } from '../observed.js';

export interface BlockSpread {
  readonly channel: string;
  readonly number: number;
  /** When the ordering service had it, ms since the start. */
  readonly madeMs: number;
  /** When the first peer had it, ms since the start; undefined while none has. */
  firstMs: number | undefined;
  /** By peer: when it first had the block, ms since the start. */
  readonly receivedMs: Map<string, number>;
  readonly committedMs: Map<string, number>;
  readonly hops: Map<string, number>;
  readonly sources: Record<BlockSource, number>;
}

export interface BlockMeasure {
  readonly observer: SimulationObserver;
  readonly spreads: readonly BlockSpread[];
  /** To be told of every block that the ordering service makes. */
  made(channel: string, number: number, atMs: number): void;
}

export function measureBlocks(network: () => Observed, startMs: number): BlockMeasure {
  const spreads: BlockSpread[] = [];
  const byKey = new Map<string, BlockSpread>();
  const at = (atMs: number) => atMs - startMs;
  return {
    spreads,
    made(channel, number, atMs) {
      const spread: BlockSpread = {
        channel,
        number,
        madeMs: at(atMs),
        firstMs: undefined,
        receivedMs: new Map(),
        committedMs: new Map(),
        hops: new Map(),
        sources: { push: 0, pull: 0, transfer: 0, orderer: 0 },
      };
      spreads.push(spread);
      byKey.set(`${channel} ${number}`, spread);
    },
    observer: {
      trace(node, trace, atMs) {
        if (trace.kind !== 'block') return;
        const spread = byKey.get(`${trace.channel} ${trace.number}`);
        if (spread === undefined) return;
        if (trace.what === 'committed') {
          if (!spread.committedMs.has(node.name)) spread.committedMs.set(node.name, at(atMs));
          return;
        }
        if (spread.receivedMs.has(node.name)) return;
        spread.receivedMs.set(node.name, at(atMs));
        spread.firstMs ??= at(atMs);
        const sender = network().trust.nameOf(trace.sender);
        spread.hops.set(node.name, sender === undefined ? 0 : (spread.hops.get(sender) ?? 0) + 1);
        if (trace.source !== 'commit') spread.sources[trace.source] += 1;
      },
    },
  };
}
