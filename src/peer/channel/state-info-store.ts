/** Stores of StateInfo messages: those of a channel, and those of channels that a peer has not joined. */
import type { Timestamp } from '../../rules/alive-message.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';

export interface StoredStateInfo {
  readonly timestamp: Timestamp;
  readonly storedMs: number;
  readonly height: bigint;
  readonly hasLeft: boolean;
  /** Serialized envelope, as received or made. */
  readonly bytes: Uint8Array;
}

/** By author. */
export type StateInfoStore = Map<PkiHex, StoredStateInfo>;

export function sweepForeignStateInfos(_run: Run): void {}
