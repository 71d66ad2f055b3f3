/** Channel MAC: how a peer names a channel to those who know it. Implements spec/02-wire.md, WIRE-63. */
import type { Crypto } from './crypto/port.js';

const utf8 = new TextEncoder();

/** SHA-256 of the PKI-ID and the channel's name (text, or its UTF-8 bytes), without separator. */
export const channelMac = (
  crypto: Crypto,
  pkiId: Uint8Array,
  channel: string | Uint8Array,
): Uint8Array => crypto.sha256(pkiId, typeof channel === 'string' ? utf8.encode(channel) : channel);
