/** The block buffer of a channel: verified blocks that wait for their turn to be committed. */

import type { ChannelEntry } from '../channel/entry.js';
import type { PeerConfig } from '../config.js';
import type { Run } from '../run.js';
import type { BlockSource } from '../trace.js';

export interface BufferedBlock {
  /** Serialized common.Block, verified. */
  readonly bytes: Uint8Array;
  readonly source: BlockSource;
}

export interface BlockBuffer {
  /** Next number to be committed. */
  next: bigint;
  readonly blocks: Map<bigint, BufferedBlock>;
  /** Number of the block being committed; undefined if none is. */
  committing: bigint | undefined;
}

export const newBlockBuffer = (_config: PeerConfig, height: bigint): BlockBuffer => ({
  next: height,
  blocks: new Map(),
  committing: undefined,
});

/** `full`: the producer has to wait and offer it again (blocking mode only). */
export type Admission = 'taken' | 'known' | 'refused' | 'full';

/**
 * Offers a verified block. Mode by source: push and pull never wait; transfer and orderer do, the orderer
 * unless nonBlockingCommit (S6 to S9).
 */
export function offerBlock(
  _run: Run,
  _entry: ChannelEntry,
  _number: bigint,
  _block: BufferedBlock,
): Admission {
  return 'refused';
}

export function blockCommitted(_run: Run, _entry: ChannelEntry, _number: bigint): void {}

export function commitFailed(
  _run: Run,
  _entry: ChannelEntry,
  _number: bigint,
  _reason: string,
): void {}
