/** Delivery: the leader's client of the ordering service. */

import type { ChannelEntry } from '../channel/entry.js';
import type { PeerConfig } from '../config.js';
import type { Run } from '../run.js';

export interface Delivery {
  /** Number of the Deliver stream in use; 0 if none. */
  stream: number;
}

export const newDelivery = (_config: PeerConfig): Delivery => ({ stream: 0 });

export function startDelivery(_run: Run, _entry: ChannelEntry): void {}

export function stopDelivery(_run: Run, _entry: ChannelEntry): void {}

export function ordererOpened(_run: Run, _entry: ChannelEntry, _stream: number): void {}

export function ordererReceived(
  _run: Run,
  _entry: ChannelEntry,
  _stream: number,
  _bytes: Uint8Array,
): void {}

export function ordererEnded(
  _run: Run,
  _entry: ChannelEntry,
  _stream: number,
  _reason: string,
): void {}

/** The buffer has room again, or the ledger has grown: a delivery that waited goes on. */
export function bufferDrained(_run: Run, _entry: ChannelEntry): void {}

/** A configuration took effect: the ordering service may have other endpoints (V7). */
export function orderersChanged(_run: Run, _entry: ChannelEntry): void {}
