/** A vector of a block: what differs from row to row, and how the next block of a channel is changed. */
import type { Block } from '../../../src/wire/gen/common/common_pb.js';
import { signAgain } from '../../harness/minting/channel/block.js';
import type { MintedChannel } from '../../harness/minting/channel/chain.js';
import { sha256 } from '../../harness/wire/sign.js';
import type { Judged } from '../vector.js';

/** The next block of each channel, whose ledger has blocks 0 to 2. */
export const NEXT = 3;

export interface BlockRow {
  readonly id: string;
  readonly description: string;
  readonly block: Uint8Array | Block;
  readonly number?: number | bigint;
  readonly channel?: string;
  readonly verdict?: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
}

export const accepted = (clause: string, reason: string) =>
  ({ verdict: 'accept', clauses: [clause, 'PUSH-D29'], reason }) as const;

/** The next block, changed, and signed again by who signs the blocks of the channel. */
export function changed(channel: MintedChannel, change: (block: Block) => void): Block {
  const block = channel.copy(NEXT);
  change(block);
  return signAgain(block, channel.orderers);
}

/** The header names the data that is there now. */
export const rehashed = (block: Block): void => {
  block.header!.dataHash = sha256(...block.data!.data);
};

/** Changed after it was signed. */
export function tampered(channel: MintedChannel, change: (block: Block) => void): Block {
  const block = channel.copy(NEXT);
  change(block);
  return block;
}
