/**
 * When a block is cut: by the count and the bytes of what waits, as Fabric's
 * orderer/common/blockcutter does it. The time is the chain's (chain.ts).
 */
import type { BatchSettings } from './settings.js';

/** Serialized envelopes that become one block. */
export type Batch = readonly Uint8Array[];

export interface Cutter {
  waiting: Uint8Array[];
  waitingBytes: number;
}

export const createCutter = (): Cutter => ({ waiting: [], waitingBytes: 0 });

/**
 * ORDR-10 to ORDR-12: adds a transaction of `sizeBytes` (payload and signature). At most two batches come out: what waited,
 * and a transaction that is too large to share a block.
 */
export function addTransaction(
  cutter: Cutter,
  settings: BatchSettings,
  transaction: Uint8Array,
  sizeBytes: number,
): readonly Batch[] {
  const { preferredBytesMax, messageCountMax } = settings;
  if (sizeBytes > preferredBytesMax) return [...cut(cutter), [transaction]];
  const batches = cutter.waitingBytes + sizeBytes > preferredBytesMax ? cut(cutter) : [];
  cutter.waiting.push(transaction);
  cutter.waitingBytes += sizeBytes;
  return cutter.waiting.length >= messageCountMax ? [...batches, ...cut(cutter)] : batches;
}

/** What waits, as a batch; nothing if nothing does. */
export function cut(cutter: Cutter): readonly Batch[] {
  const batch = cutter.waiting;
  cutter.waiting = [];
  cutter.waitingBytes = 0;
  return batch.length === 0 ? [] : [batch];
}
