/**
 * Finding the channel of a message that names it by a MAC.
 *
 * Implements spec/09-channel.md, CHAN-32.
 */
import { channelMac } from '../../wire/channel-mac.js';
import type { Crypto } from '../../wire/crypto/port.js';
import { fromHex, sameBytes } from '../../wire/hex.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
import type { ChannelEntry } from './entry.js';

/** MACs remembered of one channel, before they are forgotten and made anew. */
const REMEMBERED_MAX = 20_000;

/** By channel and PKI-ID. They follow from these two alone: what is remembered is no state. */
const remembered = new WeakMap<Crypto, Map<string, Map<PkiHex, Uint8Array>>>();

/** WIRE-63: the MAC of a channel with a PKI-ID. */
export function macOf({ config }: Run, channel: string, pki: PkiHex): Uint8Array {
  let channels = remembered.get(config.crypto);
  if (channels === undefined) {
    channels = new Map();
    remembered.set(config.crypto, channels);
  }
  let macs = channels.get(channel);
  if (macs === undefined || macs.size >= REMEMBERED_MAX) {
    macs = new Map();
    channels.set(channel, macs);
  }
  let mac = macs.get(pki);
  if (mac === undefined) {
    mac = channelMac(config.crypto, fromHex(pki), channel);
    macs.set(pki, mac);
  }
  return mac;
}

/** CHAN-32: the joined channel whose MAC with that PKI-ID this is. */
export function channelOfMac(run: Run, pki: PkiHex, mac: Uint8Array): ChannelEntry | undefined {
  if (mac.length !== 32) return undefined;
  for (const entry of run.state.channels.values())
    if (sameBytes(macOf(run, entry.name, pki), mac)) return entry;
  return undefined;
}
