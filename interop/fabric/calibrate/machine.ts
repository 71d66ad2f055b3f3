/** What the Fabric peers' own logs tell of the machine, for the simulator to be told. */

import { inOrder, type Ordered, type Sight } from './sights.js';
import type { Machine } from './simulated-network.js';
import { figuresOf } from './statistics.js';

/**
 * From the restarts and blocks since the first cycle began. The latency is taken where no gossip is: on
 * the way of a block from the ordering service to the first peer that hands it over.
 */
export function machineOf(sights: readonly Sight[], ordered: readonly Ordered[]): Machine {
  const startUpMs: number[] = [];
  const joinMs: number[] = [];
  const commitMs: number[] = [];
  const orderedMs = new Map(ordered.map(({ number, atMs }) => [number, atMs]));
  const wayMs: number[] = [];
  /** Last instant of each by peer, or by peer and block. */
  const last = new Map<string, number>();
  for (const sight of inOrder(sights).filter(({ atMs }) => atMs > 0)) {
    const { atMs, peer, what } = sight;
    const since = (key: string, into: number[]): void => {
      const from = last.get(key);
      if (from !== undefined) into.push(atMs - from);
      last.delete(key);
    };
    if (what === 'spawned') last.set(`${peer} spawned`, atMs);
    if (what === 'started') {
      since(`${peer} spawned`, startUpMs);
      last.set(`${peer} started`, atMs);
    }
    if (what === 'joined') since(`${peer} started`, joinMs);
    if (what === 'handed') {
      last.set(`${peer} ${sight.number}`, atMs);
      const fromMs = orderedMs.get(sight.number);
      if (fromMs !== undefined) wayMs.push(atMs - fromMs);
      orderedMs.delete(sight.number);
    }
    if (what === 'committed') since(`${peer} ${sight.number}`, commitMs);
  }
  return {
    startUpMs,
    joinMs,
    commitMs: figuresOf(commitMs)?.mean ?? 0,
    latencyMs: figuresOf(wayMs)?.median ?? 0,
  };
}
