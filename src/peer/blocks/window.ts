/**
 * The newest blocks of a channel, kept for suppression of duplicates and for pull.
 *
 * Implements spec/06-push.md, PUSH-23 to PUSH-26. The rule is src/rules/block-window.ts.
 */
import {
  blockTtlOf,
  blockWindow,
  blockWindowFacts,
  isExpiredBlock,
  isForgottenBlock,
  leavesWindow,
} from '../../rules/block-window.js';
import { detached, type SignedMessage } from '../../wire/envelope.js';
import type { ChannelEntry } from '../channel/entry.js';
import { withdrawBlock } from '../pull/blocks.js';
import type { Run } from '../run.js';

export interface HeldBlock {
  readonly storedMs: number;
  /** The DataMessage, as received or made. */
  readonly signed: SignedMessage;
  /** Past its time to live; still suppresses its number (PUSH-25). */
  expired: boolean;
}

/** By block number; at most PUSH-P5 + 1 of them. */
export type BlockWindow = Map<bigint, HeldBlock>;

/** PUSH-23: what the window says of a number. */
export const windowVerdict = (run: Run, entry: ChannelEntry, number: bigint) =>
  blockWindow(
    blockWindowFacts(
      entry.window.keys(),
      number,
      BigInt(run.config.parameters.maxBlockCountToStore),
    ),
  ).verdict;

/** PUSH-24: holds a block whose number is new, and drops those that it leaves behind. */
export function holdBlock(
  run: Run,
  entry: ChannelEntry,
  number: bigint,
  signed: SignedMessage,
): SignedMessage {
  const size = BigInt(run.config.parameters.maxBlockCountToStore);
  for (const held of [...entry.window.keys()])
    if (leavesWindow(held, number, size)) dropHeldBlock(run, entry, held);
  const kept = detached(signed);
  entry.window.set(number, { storedMs: run.at, signed: kept, expired: false });
  return kept;
}

/** Its number is open again. */
export function dropHeldBlock(run: Run, entry: ChannelEntry, number: bigint): void {
  if (entry.window.delete(number)) withdrawBlock(run, entry, number);
}

/** PUSH-25, PUSH-26: the tick `block-window-sweep`. */
export function sweepBlockWindow(run: Run, entry: ChannelEntry): void {
  const { pullInterval } = run.config.parameters;
  const ttlMs = blockTtlOf(pullInterval);
  let idleUntilMs = run.at + ttlMs;
  for (const [number, held] of [...entry.window]) {
    const ageMs = run.at - held.storedMs;
    if (isForgottenBlock(ageMs, pullInterval)) dropHeldBlock(run, entry, number);
    else if (!held.expired && isExpiredBlock(ageMs, pullInterval)) {
      held.expired = true;
      withdrawBlock(run, entry, number);
    }
    idleUntilMs = Math.min(idleUntilMs, held.storedMs + (held.expired ? 2 * ttlMs : ttlMs));
  }
  run.idleUntilMs = idleUntilMs;
}
