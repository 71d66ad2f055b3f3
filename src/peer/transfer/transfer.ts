/** Anti-entropy of a channel: asking for the blocks that others have committed. */
import type { SignedMessage } from '../../wire/envelope.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { PeerConfig } from '../config.js';
import type { Origin } from '../refuse.js';
import type { Run } from '../run.js';

export interface Transfer {
  /** Requests of others that wait for the ledger. */
  readonly serving: Map<number, unknown>;
}

export const newTransfer = (_config: PeerConfig): Transfer => ({ serving: new Map() });

/** Starts with the channel, if state transfer is enabled. */
export function startTransfer(_run: Run, _entry: ChannelEntry): void {}

export function receiveStateResponse(
  _run: Run,
  _entry: ChannelEntry,
  _signed: SignedMessage,
  _origin: Origin,
): void {}
