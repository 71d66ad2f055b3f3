/** The newest blocks of a channel, kept for suppression of duplicates and for pull. */
import type { ChannelEntry } from '../channel/entry.js';
import type { Run } from '../run.js';

export interface HeldBlock {
  readonly storedMs: number;
  /** Serialized gossip.Envelope of the DataMessage, as received or made. */
  readonly bytes: Uint8Array;
  /** Past its time to live; still suppresses its number. */
  expired: boolean;
}

/** By block number. */
export type BlockWindow = Map<bigint, HeldBlock>;

export function sweepBlockWindow(_run: Run, _entry: ChannelEntry): void {}
