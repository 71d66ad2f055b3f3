/** What a step of a peer gives away, and what it lets others do: looked at by bytes and by whom they go to. */
import { canonical } from '../../peer/image.js';
import type { LinkId } from '../../peer/io.js';
import { pkiOf } from '../../peer/links.js';
import type { PeerState } from '../../peer/state.js';
import { isNewer } from '../../rules/alive-message.js';
import { aliveToldIn } from '../../simulator/invariants/envelope-facts.js';
import { channelMac } from '../../wire/channel-mac.js';
import { contentKindOf, type SignedMessage } from '../../wire/envelope.js';
import { keyOf, sameBytes } from '../../wire/hex.js';
import type { Seen } from '../peers/network.js';
import { markOf } from './marks.js';
import { crypto, organisationOf, pkiIdOfName } from './parts.js';
import { heardMessage } from './sayings.js';

export const ISOLATION_MARKS = [
  'moved',
  'abroad',
  'named',
  'older',
  'leaked',
  'told',
  'snapshot',
  'asked',
] as const;
const mark = markOf(ISOLATION_MARKS);

const utf8 = new TextEncoder();
const PULL: ReadonlySet<string> = new Set(['hello', 'dataDig', 'dataReq', 'dataUpdate']);
const OURS_ALONE: ReadonlySet<string> = new Set([...PULL, 'dataMsg', 'leadershipMsg']);
/** Messages that have to name their channel. */
const NAMING: ReadonlySet<string> = new Set([
  ...OURS_ALONE,
  'stateRequest',
  'stateResponse',
  'stateSnapshot',
]);

export function isolationMarks(of: {
  readonly names: readonly string[];
  /** The channel that is watched, and the organisations in it. */
  readonly secret: string;
  readonly members: readonly string[];
}): (seen: Seen) => number {
  const { names, secret, members } = of;
  const name = utf8.encode(secret);
  const nameOf = new Map(names.map((one) => [keyOf(pkiIdOfName(one)), one]));
  const macs = new Set(names.map((one) => keyOf(channelMac(crypto, pkiIdOfName(one), secret))));
  const remoteOf = ({ links }: PeerState, link: LinkId): string | undefined => {
    const entry = links.get(link);
    return entry && nameOf.get(pkiOf(entry));
  };
  const isOfSecret = ({ message, bytes }: SignedMessage): boolean => {
    const { content } = message;
    if (content.case === 'stateInfo' || content.case === 'stateInfoPullReq')
      return macs.has(keyOf(content.value.channelMAC));
    return sameBytes(message.channel, name) || holds(bytes, name);
  };

  function marksOfSending(signed: SignedMessage, ours: string, theirs: string): number {
    const kind = contentKindOf(signed.message);
    let marks = 0;
    if (!NAMING.has(kind) && holds(signed.bytes, name)) marks |= mark('named');
    if (ours === theirs) return marks;
    const isChannels = signed.message.channel.length > 0;
    if (OURS_ALONE.has(kind) && isChannels) marks |= mark('abroad');
    if (!members.includes(theirs) && isOfSecret(signed)) marks |= mark('leaked');
    for (const { author, hasSecret } of aliveToldIn(signed)) {
      const authors = organisationOf(nameOf.get(author) ?? '?.?');
      if (hasSecret || (authors !== ours && authors !== theirs)) marks |= mark('told');
    }
    return marks;
  }

  return ({ peer, before, after, input, effects }) => {
    const ours = organisationOf(names[peer]!);
    let marks = 0;
    for (const effect of effects) {
      if (effect.type !== 'envelope.send') continue;
      const remote = remoteOf(after, effect.link) ?? remoteOf(before, effect.link);
      if (remote !== undefined)
        marks |= marksOfSending(effect.signed, ours, organisationOf(remote));
    }
    const was = before.channels.get(secret);
    const is = after.channels.get(secret);
    if (was === undefined || is === undefined) return marks;
    for (const [pki, { timestamp }] of was.stateInfos) {
      const now = is.stateInfos.get(pki);
      if (now !== undefined && isNewer(timestamp, now.timestamp)) marks |= mark('older');
    }
    if (input.type !== 'envelope.received') return marks;
    const signed = heardMessage(input.message as Uint8Array);
    const kind = contentKindOf(signed.message);
    if (kind === 'stateSnapshot' && is.stateInfos.size > was.stateInfos.size)
      marks |= mark('snapshot');
    const sender = remoteOf(before, input.link);
    if (sender === undefined || members.includes(organisationOf(sender)) || !isOfSecret(signed))
      return marks;
    const isAnswered = effects.some(({ type }) => type === 'envelope.send');
    const isMoved = canonical(was) !== canonical(is);
    return marks | mark('asked') | (isAnswered || isMoved ? mark('moved') : 0);
  };
}

function holds(bytes: Uint8Array, part: Uint8Array): boolean {
  for (let at = bytes.indexOf(part[0]!); at >= 0; at = bytes.indexOf(part[0]!, at + 1))
    if (part.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}
