/** Which channel a message is about: the one that it names, or whose code it carries (WIRE-63). */
import { channelMac } from '../wire/channel-mac.js';
import type { Crypto } from '../wire/crypto/port.js';
import { fromHex, toHex } from '../wire/hex.js';
import type { GossipMessage } from '../wire/message-types.js';

export interface ChannelFinder {
  /** A channel that there is; codes of others stand for nothing. */
  learn(name: string): void;
  /**
   * `sender`: PKI-ID of who sent it, hex; empty if nobody knows. Undefined for a message of no channel, or with an
   * unknown code and no name.
   */
  channelOf(message: GossipMessage, sender: string): string | undefined;
  /** The channel for which a code stands that was made with a PKI-ID. */
  channelBy(pkiId: Uint8Array, mac: Uint8Array): string | undefined;
}

const utf8 = new TextDecoder();
/** PKI-IDs whose codes are kept; then they are made anew. */
const CODES_MAX = 10_000;
/** A PKI-ID is a SHA-256, or a name in simulations: whoever sends a longer one only costs memory. Bytes. */
const PKI_ID_MAX = 256;

/** The channel that a message names. */
export const namedChannel = ({ channel }: GossipMessage): string | undefined =>
  channel.length === 0 ? undefined : utf8.decode(channel);

/** `crypto`: with what the codes were made; simulations and models hash symbolically. */
export function createChannelFinder(crypto: Crypto, names: Iterable<string> = []): ChannelFinder {
  const known = new Set(names);
  /** By PKI-ID in hex: channels by code in hex, of the first `size` names. */
  const codes = new Map<string, { size: number; byMac: Map<string, string> }>();

  function channelBy(pkiId: Uint8Array, mac: Uint8Array): string | undefined {
    if (pkiId.length > PKI_ID_MAX) return undefined;
    const pki = toHex(pkiId);
    let own = codes.get(pki);
    if (own?.size !== known.size) {
      const made = [...known].map(
        (name) => [toHex(channelMac(crypto, pkiId, name)), name] as const,
      );
      own = { size: known.size, byMac: new Map(made) };
      if (codes.size >= CODES_MAX) codes.clear();
      codes.set(pki, own);
    }
    return own.byMac.get(toHex(mac));
  }

  return {
    learn: (name) => void known.add(name),
    channelBy,
    channelOf(message, sender) {
      const { content } = message;
      if (content.case === 'stateInfo')
        return channelBy(content.value.pkiId, content.value.channelMAC) ?? namedChannel(message);
      if (content.case === 'stateInfoPullReq')
        return sender === '' ? undefined : channelBy(fromHex(sender), content.value.channelMAC);
      return namedChannel(message);
    },
  };
}
