/**
 * Tag legality: which tag a message must have by its content.
 *
 * Implements spec/02-wire.md, decision table "tag-legality" (WIRE-D1 to D9) and clauses WIRE-50 to
 * WIRE-53. Knows not where a message is routed to.
 */
import { type ContentKind, contentKindOf } from '../wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../wire/gen/gossip/message_pb.js';
import type { GossipMessage } from '../wire/message-types.js';
import { type Refusal, reject } from '../wire/verdict.js';

export interface TagFacts {
  readonly content: ContentKind;
  /** `msg_type` of the four pull kinds; `other` for every other value and kind. */
  readonly pull: 'block' | 'identity' | 'other';
}

export interface TagLegality {
  /** The name of the one legal tag, or `illegal` where no tag is. */
  readonly verdict: keyof typeof Tag | 'illegal';
  /** Row of the decision table. */
  readonly clause: string;
}

const D1: TagLegality = { verdict: 'CHAN_AND_ORG', clause: 'WIRE-D1' };
const D2: TagLegality = { verdict: 'EMPTY', clause: 'WIRE-D2' };
const D3: TagLegality = { verdict: 'ORG_ONLY', clause: 'WIRE-D3' };
const D4: TagLegality = { verdict: 'CHAN_AND_ORG', clause: 'WIRE-D4' };
const D5: TagLegality = { verdict: 'EMPTY', clause: 'WIRE-D5' };
const D6: TagLegality = { verdict: 'illegal', clause: 'WIRE-D6' };
const D7: TagLegality = { verdict: 'CHAN_OR_ORG', clause: 'WIRE-D7' };
const D8: TagLegality = { verdict: 'CHAN_AND_ORG', clause: 'WIRE-D8' };
const D9: TagLegality = { verdict: 'illegal', clause: 'WIRE-D9' };

/** WIRE-50, WIRE-53 */
export function tagLegality({ content, pull }: TagFacts): TagLegality {
  switch (content) {
    case 'dataMsg':
      return D1;
    case 'aliveMsg':
    case 'memReq':
    case 'memRes':
      return D2;
    case 'peerIdentity':
      return D3;
    case 'hello':
    case 'dataDig':
    case 'dataReq':
    case 'dataUpdate':
      if (pull === 'block') return D4;
      return pull === 'identity' ? D5 : D6;
    case 'stateInfo':
    case 'stateSnapshot':
    case 'stateInfoPullReq':
    case 'stateRequest':
    case 'stateResponse':
      return D7;
    case 'leadershipMsg':
      return D8;
    default:
      return D9;
  }
}

export function tagFacts(message: GossipMessage): TagFacts {
  const { content } = message;
  switch (content.case) {
    case 'hello':
    case 'dataDig':
    case 'dataReq':
    case 'dataUpdate':
      return { content: content.case, pull: pullOf(content.value.msgType) };
    default:
      return { content: contentKindOf(message), pull: 'other' };
  }
}

function pullOf(type: PullMsgType): TagFacts['pull'] {
  if (type === PullMsgType.BLOCK_MSG) return 'block';
  return type === PullMsgType.IDENTITY_MSG ? 'identity' : 'other';
}

const EXEMPT: ReadonlySet<ContentKind> = new Set([
  'conn',
  'empty',
  'ack',
  'privateReq',
  'privateRes',
  'privateData',
]);

/** WIRE-51, WIRE-52: whether the tag of an outer message of this kind is judged at all. */
export function tagApplies(
  kind: ContentKind,
  profile: 'fabric-2.5' | 'fabric-3.1' | 'hardened',
): boolean {
  if (EXEMPT.has(kind)) return false;
  return profile === 'hardened' || (kind !== 'stateRequest' && kind !== 'stateResponse');
}

/** WIRE-50: the refusal of a message whose tag is not legal. Not for nested messages (WIRE-51). */
export function judgeTag(message: GossipMessage): Refusal | undefined {
  const { verdict, clause } = tagLegality(tagFacts(message));
  if (verdict === 'illegal') return reject(clause, 'no tag is legal for this content');
  const actual: string = Tag[message.tag] ?? String(message.tag);
  return actual === verdict ? undefined : reject(clause, `tag ${actual} where ${verdict} belongs`);
}

/** WIRE-53: the tag to send content with. UNDEFINED where the table names none. */
export function tagOf(facts: TagFacts): Tag {
  const { verdict } = tagLegality(facts);
  return verdict === 'illegal' ? Tag.UNDEFINED : Tag[verdict];
}

/** Tags of messages that stay inside one channel. */
export const isChannelRestricted = (tag: Tag): boolean =>
  tag === Tag.CHAN_ONLY || tag === Tag.CHAN_AND_ORG || tag === Tag.CHAN_OR_ORG;

/** Tags of messages that stay inside one organisation. */
export const isOrgRestricted = (tag: Tag): boolean =>
  tag === Tag.ORG_ONLY || tag === Tag.CHAN_AND_ORG;
