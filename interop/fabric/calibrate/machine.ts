/** What the Fabric peers' own logs tell of the machine, for the simulator to be told. */

import { inOrder, type Sight } from './sights.js';
import type { Machine } from './simulated-network.js';
import { figuresOf } from './statistics.js';

/**
 * One way between two peers on loopback, TLS and all, ms. Not measured but assumed, as everywhere in the
 * simulator; all else is measured.
 */
export const LATENCY_MS = 1;

/** From the first dial of a simulated peer until it knows somebody, where a dial takes one way. */
const SIMULATED_CONTACT_MS = 6 * LATENCY_MS;

/** From the restarts and commits since the first cycle began. */
export function machineOf(sights: readonly Sight[]): Machine {
  const startUpMs: number[] = [];
  const joinMs: number[] = [];
  const commitMs: number[] = [];
  const contactMs: number[] = [];
  /** Last instant of each by peer, or by peer and block. */
  const last = new Map<string, number>();
  for (const sight of inOrder(sights).filter(({ atMs }) => atMs > 0)) {
    const { atMs, peer, what } = sight;
    const since = (key: string, into: number[]): void => {
      const from = last.get(key);
      if (from !== undefined) into.push(atMs - from);
      last.delete(key);
    };
    if (what === 'spawned' || what === 'started') last.set(`${peer} ${what}`, atMs);
    if (what === 'started') {
      since(`${peer} spawned`, startUpMs);
      last.set(`${peer} bootstraps`, atMs);
    }
    if (what === 'joined') since(`${peer} started`, joinMs);
    if (what === 'alive') since(`${peer} bootstraps`, contactMs);
    if (what === 'handed') last.set(`${peer} ${sight.number}`, atMs);
    if (what === 'committed') since(`${peer} ${sight.number}`, commitMs);
  }
  const contact = figuresOf(contactMs)?.median ?? 0;
  return {
    startUpMs,
    joinMs,
    commitMs: figuresOf(commitMs)?.median ?? 0,
    dialMs: Math.max(0, contact - SIMULATED_CONTACT_MS),
    latencyMs: LATENCY_MS,
  };
}
