/**
 * Pull of the blocks of a channel: who is greeted, which blocks are wanted, what an update must hold.
 *
 * Implements spec/07-pull.md, section Blocks: PULL-40 to PULL-46, PULL-49, PULL-50. Who may ask is decided by CHAN-30; what
 * a block must be, and where it goes, in src/peer/blocks.
 */
import type { SignedMessage } from '../../wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { reject } from '../../wire/verdict.js';
import { refusalOfPulled, takePulled } from '../blocks/receive.js';
import { derivedOf } from '../channel/derived.js';
import type { ChannelEntry } from '../channel/entry.js';
import { nameBytesOf } from '../channel/name-bytes.js';
import { orgOfMember } from '../identities.js';
import type { Origin } from '../refuse.js';
import { orgAt, type Roll } from '../roll.js';
import type { Run } from '../run.js';
import type { MemberEntry } from '../state.js';
import { dropItem, holdItem, type ItemKey, pullFor } from './engine.js';
import { startRound } from './initiator.js';
import type { Pull } from './kind.js';
import { receivePull } from './receive.js';

const utf8 = new TextEncoder();

export const blockPull = (run: Run, entry: ChannelEntry): Pull =>
  pullFor(run, entry.pull, entry, (of) => makePull(of, entry));

const makePull = (of: { readonly run: Run }, entry: ChannelEntry): Pull => ({
  engine: entry.pull,
  msgType: PullMsgType.BLOCK_MSG,
  tag: Tag.CHAN_AND_ORG,
  channel: nameBytesOf(entry.name),
  mayGreet: (member) => mayGreet(of.run, entry, member),
  greets: (roll) => greets(of.run, entry, roll),
  keyOf: blockNumberOf,
  digestOf: (item) => utf8.encode(item),
  isPast: (item) => BigInt(item) < entry.height,
  shownTo: () => undefined,
  judge: (signed) => judge(of.run, entry, signed),
  take: (_, signed, origin) => takePulled(of.run, entry, signed, origin),
  mayHold: (item) => entry.window.has(BigInt(item)),
});

/** The tick `block-pull`. */
export function startBlockRound(run: Run, entry: ChannelEntry): void {
  startRound(run, blockPull(run, entry));
}

/** PULL-42 */
const mayGreet = (run: Run, { hasLeft, stateInfos }: ChannelEntry, member: MemberEntry): boolean =>
  !hasLeft && stateInfos.has(member.pki) && orgOfMember(run, member) === run.config.mspId;

/** As `mayGreet`, of those on the roll. */
function greets(run: Run, entry: ChannelEntry, roll: Roll): (number: number) => boolean {
  const { mspId } = run.config;
  if (entry.hasLeft) return () => false;
  const authors = authorsIn(entry, roll);
  return (number) => authors[number] === 1 && roll.orgs[orgAt(run, roll, number)] === mspId;
}

/** 1 for each on the roll whose StateInfo is stored. */
function authorsIn(entry: ChannelEntry, roll: Roll): Uint8Array {
  const derived = derivedOf(entry);
  const { authorChanges, authors: known } = derived;
  if (known?.rollChanges === roll.changes && known.authorChanges === authorChanges)
    return known.isAuthor;
  const isAuthor = Uint8Array.from(roll.members, ({ pki }) => Number(entry.stateInfos.has(pki)));
  derived.authors = { rollChanges: roll.changes, authorChanges, isAuthor };
  return isAuthor;
}

/**
 * hello, dataDig, dataReq, dataUpdate of message type BLOCK_MSG, from a peer that may pull blocks of this
 * channel (CHAN-30).
 */
export function receiveBlockPull(
  run: Run,
  entry: ChannelEntry,
  signed: SignedMessage,
  origin: Origin,
): void {
  receivePull(run, blockPull(run, entry), signed, origin);
}

const UINT64_MAX = 2n ** 64n - 1n;
/** Twenty digits, and room for as many zeros before them. */
const DIGITS_MAX = 40;

/** PULL-44: the digest as text; undefined if it is no decimal 64-bit number. */
function blockNumberOf(digest: Uint8Array): ItemKey | undefined {
  if (digest.length === 0 || digest.length > DIGITS_MAX) return undefined;
  let text = '';
  for (const byte of digest) {
    if (byte < 0x30 || byte > 0x39) return undefined;
    text += String.fromCharCode(byte);
  }
  return BigInt(text) > UINT64_MAX ? undefined : text;
}

/** PULL-45, PULL-49 */
function judge(run: Run, entry: ChannelEntry, signed: SignedMessage): ReturnType<Pull['judge']> {
  const refusal = refusalOfPulled(run, entry, signed);
  if (refusal === 'known') return 'skip';
  if (refusal !== undefined) return refusal;
  const { content } = signed.message;
  const number = content.case === 'dataMsg' ? content.value.payload?.seqNum : undefined;
  return number === undefined ? reject('PULL-45', 'an item is no block') : String(number);
}

/** PULL-43: the block window holds a block that may be served (pushed, own, or pulled by request). */
export function advertiseBlock(run: Run, entry: ChannelEntry, number: bigint): void {
  const held = entry.window.get(number);
  if (held === undefined) return;
  const { pullItemsMax } = run.config.parameters;
  holdItem(entry.pull, { item: String(number), signed: held.signed }, pullItemsMax);
}

/** PULL-43: it no longer does. */
export const withdrawBlock = (_run: Run, entry: ChannelEntry, number: bigint): void =>
  dropItem(entry.pull, String(number));
