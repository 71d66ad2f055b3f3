/**
 * Channel isolation: no message of a channel, and no name of it, goes to a peer whose organisation is not
 * in it, from one whose organisation is. Looked at with everything that a correct peer sends.
 */
import { channelMac } from '../../wire/channel-mac.js';
import type { SignedMessage } from '../../wire/envelope.js';
import { sameBytes, toHex } from '../../wire/hex.js';
import type { Network } from '../scenario/network.js';
import { organisationOf } from '../scenario/scenario.js';
import { signedOf } from '../sent.js';
import type { InvariantContext, InvariantWatch } from './context.js';

const utf8 = new TextEncoder();

export function watchChannels({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  /** Channels that a message belongs to, or whose names stand in it. */
  const named = new WeakMap<SignedMessage, readonly string[]>();
  let outside: Map<string, Set<string>> | undefined;

  /** Channels that an organisation is not in. */
  const closedTo = (organisation: string): ReadonlySet<string> => {
    outside ??= new Map(
      network().scenario.organisations.map(({ name }) => [
        name,
        new Set(
          network()
            .scenario.channels.filter(({ organisations }) => !organisations.includes(name))
            .map((channel) => channel.name),
        ),
      ]),
    );
    return outside.get(organisation)!;
  };

  const namedIn = (signed: SignedMessage): readonly string[] => {
    let found = named.get(signed);
    if (found === undefined) {
      found = [...network().chains.keys()].filter(
        (channel) =>
          holds(signed.bytes, utf8.encode(channel)) || isMarked(network(), signed, channel),
      );
      named.set(signed, found);
    }
    return found;
  };

  return {
    observer: {
      sent(from, to, sent) {
        const signed = signedOf(sent);
        if (signed === undefined || !isCorrect(from.name)) return;
        const closed = closedTo(organisationOf(to.name));
        if (closed.size === 0) return;
        // What somebody outside relays was given away before, or made up there.
        const ours = closedTo(organisationOf(from.name));
        for (const channel of namedIn(signed))
          if (closed.has(channel) && !ours.has(channel))
            breach(
              'CHAN-I1',
              from.name,
              `sends ${signed.message.content.case} of ${channel} to ${to.name}, who is not in it`,
            );
      },
    },
  };
}

/** By a channel MAC, that is, without its name. */
function isMarked({ trust }: Network, { message }: SignedMessage, channel: string): boolean {
  const { content } = message;
  if (content.case !== 'stateInfo' && content.case !== 'stateInfoPullReq') return false;
  const { channelMAC } = content.value;
  if (content.case === 'stateInfo')
    return sameBytes(channelMAC, channelMac(trust.crypto, content.value.pkiId, channel));
  // A request is marked with the PKI-ID of whoever asks.
  const mac = toHex(channelMAC);
  return trust.pkis.some((pki) => toHex(channelMac(trust.crypto, pki, channel)) === mac);
}

function holds(bytes: Uint8Array, part: Uint8Array): boolean {
  const [first] = part;
  if (first === undefined) return false;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (part.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}
