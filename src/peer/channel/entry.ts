/** What a peer remembers of one channel: a part for each chapter, each in a file of its own. */
import type { StateInfoPublisher } from '../../machines/state-info-publisher.machine.js';
import type { BlockWindow } from '../blocks/window.js';
import type { Delivery } from '../delivery/delivery.js';
import type { Election } from '../election/election.js';
import type { PullEngine } from '../pull/engine.js';
import type { Instance, PkiHex } from '../state.js';
import type { BlockBuffer } from '../transfer/buffer.js';
import type { Transfer } from '../transfer/transfer.js';
import type { DERIVED, Derived } from './derived.js';
import type { StateInfoStore } from './state-info-store.js';

export interface ChannelEntry {
  readonly name: string;
  /** Left by a local command; it goes on accepting and serving (CHAN). */
  hasLeft: boolean;
  /** The newest config block that took effect, a serialized common.Block. */
  configBlock: Uint8Array;
  /** Blocks in the ledger. */
  height: bigint;
  /** SHA-256 of the header of block `height - 1`. */
  lastHash: Uint8Array;
  /** Instant at which the channel was joined, nanoseconds since 1970: the incNum of its StateInfo. */
  readonly incNum: bigint;
  /** Instant of the last change of what the own StateInfo says, nanoseconds since 1970: its seqNum. */
  changedNum: bigint;
  readonly publisher: Instance<StateInfoPublisher>;
  /** StateInfo of the members of the channel, by author; own included once published. */
  readonly stateInfos: StateInfoStore;
  /** Changes of `stateInfos` so far. */
  stateInfoChanges: number;
  /** Channel peers when they were last counted (CHAN-P3). */
  trackedPeers: readonly PkiHex[];
  readonly window: BlockWindow;
  readonly pull: PullEngine;
  readonly buffer: BlockBuffer;
  readonly transfer: Transfer;
  readonly election: Election;
  readonly delivery: Delivery;
  /** What follows from it (derived.ts). */
  [DERIVED]?: Derived;
}
