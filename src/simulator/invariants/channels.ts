/**
 * Channel isolation: CHAN-I2 (blocks, their pull and leadership stay in an organisation), CHAN-I4 (only
 * messages that have to name a channel do), CHAN-I8 (nothing of a channel goes to an organisation outside
 * of it). Looked at with everything that a correct peer sends.
 */
import { channelMac } from '../../wire/channel-mac.js';
import type { SignedMessage } from '../../wire/envelope.js';
import { sameBytes, toHex } from '../../wire/hex.js';
import type { GossipMessage } from '../../wire/message-types.js';
import type { Observed } from '../observed.js';
import { organisationOf } from '../scenario/scenario.js';
import { signedOf } from '../sent.js';
import type { InvariantContext, InvariantWatch } from './context.js';

type Kind = GossipMessage['content']['case'];

const PULL: ReadonlySet<Kind> = new Set<Kind>(['hello', 'dataDig', 'dataReq', 'dataUpdate']);
const NAMELESS: ReadonlySet<Kind> = new Set<Kind>([
  'aliveMsg',
  'memReq',
  'memRes',
  'conn',
  'empty',
  'stateInfo',
  'stateInfoPullReq',
]);
/** A shorter name stands in random bytes by chance. */
const SOUGHT_NAME_BYTES_MIN = 8;

const utf8 = new TextEncoder();

interface Marks {
  /** Channels that the message is of. */
  readonly of: readonly string[];
  /** Channels whose names stand in it. */
  readonly names: readonly string[];
}

export function watchChannels({ network, breach, isCorrect }: InvariantContext): InvariantWatch {
  const known = new WeakMap<SignedMessage, Marks>();
  let outside: Map<string, Set<string>> | undefined;

  /** Channels that an organisation is not in. */
  const closedTo = (organisation: string): ReadonlySet<string> => {
    const { organisations, channels } = network().scenario;
    outside ??= new Map(
      organisations.map(({ name }) => [
        name,
        new Set(channels.filter((c) => !c.organisations.includes(name)).map((c) => c.name)),
      ]),
    );
    return outside.get(organisation)!;
  };

  const marksOf = (signed: SignedMessage): Marks => {
    let marks = known.get(signed);
    if (marks === undefined) {
      const names = [...network().chains.keys()].filter((name) => isNamed(signed, name));
      const marked = [...network().chains.keys()].filter((name) =>
        isMarked(network(), signed, name),
      );
      marks = { names, of: [...new Set([...names, ...marked])] };
      known.set(signed, marks);
    }
    return marks;
  };

  return {
    observer: {
      sent(from, to, sent) {
        const signed = signedOf(sent);
        if (signed === undefined || network().chains.size === 0 || !isCorrect(from.name)) return;
        const { case: kind } = signed.message.content;
        const ours = organisationOf(from.name);
        const theirs = organisationOf(to.name);
        const what = (channel: string) => `sends ${to.name} ${kind ?? 'nothing'} of ${channel}`;
        const isNameless = NAMELESS.has(kind);
        if (ours === theirs && !isNameless) return;
        const marks = marksOf(signed);
        for (const channel of isNameless ? marks.names : [])
          breach('CHAN-I4', from.name, `${what(channel)} with its name`);
        if (ours === theirs) return;
        for (const channel of marks.of) {
          if (kind === 'dataMsg' || kind === 'leadershipMsg' || PULL.has(kind))
            breach('CHAN-I2', from.name, what(channel));
          // What somebody outside relays was given away before, or made up there.
          if (closedTo(theirs).has(channel) && !closedTo(ours).has(channel))
            breach('CHAN-I8', from.name, `${what(channel)}, to which ${theirs} does not belong`);
        }
      },
    },
  };
}

function isNamed({ message, bytes }: SignedMessage, channel: string): boolean {
  const name = utf8.encode(channel);
  if (sameBytes(message.channel, name)) return true;
  return name.length >= SOUGHT_NAME_BYTES_MIN && holds(bytes, name);
}

/** By a channel MAC, that is, without its name. */
function isMarked({ trust }: Observed, { message }: SignedMessage, channel: string): boolean {
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
