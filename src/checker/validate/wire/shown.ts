/** What a capture has shown of those who speak, on which depends what they owe. */
import { channelMac } from '../../../wire/channel-mac.js';
import type { Crypto } from '../../../wire/crypto/port.js';
import type { SignedMessage } from '../../../wire/envelope.js';
import { PullMsgType } from '../../../wire/gen/gossip/message_pb.js';
import { fromHex, toHex } from '../../../wire/hex.js';
import { authorOf } from '../../../wire/inside.js';
import { type Cast, contentOf, type Seen } from './seen.js';

const utf8 = new TextDecoder();

export const channelIn = ({ message }: SignedMessage): string => utf8.decode(message.channel);

/** Name of a channel of which only the code is told, to be compared with that of a known name. */
export const macOf = (crypto: Crypto, pki: string, channel: string): string =>
  toHex(channelMac(crypto, fromHex(pki), channel));

/** Whether both are known to be of one organisation. */
export function isOneOrg(cast: Cast, remote: string): boolean {
  const org = cast.orgOf(remote);
  return org !== undefined && org === cast.orgOf(cast.self);
}

/** Authors of alive messages with the external endpoint in the latest that was seen; empty: it has none. */
export function createEndpoints() {
  const endpoints = new Map<string, string>();
  return {
    learn({ signed, inside }: Seen): void {
      for (const one of [signed, ...inside]) {
        const membership = contentOf(one, 'aliveMsg')?.membership;
        if (membership) endpoints.set(toHex(membership.pkiId), membership.endpoint);
      }
    },
    hasEndpoint: (pki: string): boolean => (endpoints.get(pki) ?? '') !== '',
  };
}

/** Everybody of whom the capture has told, as author or by the digest of an identity. PKI-IDs in hex. */
export function createNamed() {
  const named = new Set<string>();
  return {
    learn({ signed, inside }: Seen): void {
      for (const { message } of [signed, ...inside]) {
        const author = authorOf(message);
        if (author !== undefined && author.length > 0) named.add(toHex(author));
      }
      const digest = contentOf(signed, 'dataDig');
      if (digest?.msgType === PullMsgType.IDENTITY_MSG)
        for (const pkiId of digest.digests) named.add(toHex(pkiId));
    },
    get count(): number {
      return named.size;
    },
  };
}
