/** What a pull engine remembers: one for identities, one for the blocks of each channel. */
import type { PeerConfig } from '../config.js';

export interface PullEngine {
  /** `identity`, or `block/` and the channel: names the engine in timers and traces. */
  readonly name: string;
}

export const newPullEngine = (_config: PeerConfig, name: string): PullEngine => ({ name });
