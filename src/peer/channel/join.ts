/** Joining, leaving and reconfiguring a channel. */
import type { PeerInput } from '../io.js';
import type { Run } from '../run.js';
import type { ChannelEntry } from './entry.js';

export function joinChannel(
  _run: Run,
  _input: Extract<PeerInput, { type: 'channel.join' }>,
): void {}

export function leaveChannel(_run: Run, _channel: string): void {}

/** A config block has been committed: its configuration takes effect. */
export function reconfigure(_run: Run, _entry: ChannelEntry, _configBlock: Uint8Array): void {}

/** The ledger has grown: what of it others are to be told. */
export function heightChanged(_run: Run, _entry: ChannelEntry): void {}
