/**
 * What the ordering service makes of a transaction: it waits for others, and a block of all that wait is cut some time
 * after the first of them, or as soon as there are enough. A scenario says when blocks are cut: the waiting ones
 * stand there as the block that they become.
 */
import type { BlockSchedule } from '../../src/simulator/scenario/scenario.js';

/** As the samples of Fabric's orderer have them: BatchTimeout, ms, and BatchSize.MaxMessageCount. */
export const BATCH_TIMEOUT_MS = 2_000;
export const MESSAGE_COUNT_MAX = 500;

/** `bytes`: of the transaction. */
export function withTransaction(
  blocks: readonly BlockSchedule[],
  { channel, bytes }: { readonly channel: string; readonly bytes: number },
  atMs: number,
): BlockSchedule[] {
  const waiting = blocks.findIndex((block) => block.channel === channel && isWaiting(block, atMs));
  if (waiting < 0) {
    const cut = atMs + BATCH_TIMEOUT_MS;
    return [...blocks, { channel, from: cut, every: 1, count: 1, size: bytes, transactions: 1 }];
  }
  return blocks.map((block, i) => {
    if (i !== waiting) return block;
    const transactions = block.transactions + 1;
    const from = transactions >= MESSAGE_COUNT_MAX ? atMs : block.from;
    return { ...block, from, size: block.size + bytes, transactions };
  });
}

/** Whether its first transaction has come by then, and it is not cut yet. */
const isWaiting = ({ from, count }: BlockSchedule, atMs: number): boolean =>
  count === 1 && atMs < from && from <= atMs + BATCH_TIMEOUT_MS;

/** When the transactions that wait become a block; undefined if none wait. */
export function nextCut(
  blocks: readonly BlockSchedule[],
  channel: string,
  atMs: number,
): { readonly atMs: number; readonly transactions: number } | undefined {
  const waiting = blocks.find((block) => block.channel === channel && isWaiting(block, atMs));
  return waiting && { atMs: waiting.from, transactions: waiting.transactions };
}
