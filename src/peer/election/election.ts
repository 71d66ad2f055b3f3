/** Election of the leader of an organisation on a channel. */
import type { SignedMessage } from '../../wire/envelope.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { PeerConfig } from '../config.js';
import type { Origin } from '../refuse.js';
import type { Run } from '../run.js';

export interface Election {
  leads: boolean;
}

export const newElection = (_config: PeerConfig): Election => ({ leads: false });

/** Starts with the channel: election, or delivery at once for a static leader. */
export function startElection(_run: Run, _entry: ChannelEntry): void {}

/** After the checks common to all messages of a channel (C13, C14): C28, L12 to L17. */
export function receiveLeadership(
  _run: Run,
  _entry: ChannelEntry,
  _signed: SignedMessage,
  _origin: Origin,
): void {}

/** L19: delivery has ended by itself. */
export function yieldLeadership(_run: Run, _entry: ChannelEntry): void {}

export function sweepLeadership(_run: Run, _entry: ChannelEntry): void {}
