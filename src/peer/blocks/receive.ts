/**
 * Blocks on their way in by push, out of a pull update, and from the leader's own delivery.
 *
 * Implements spec/06-push.md, PUSH-13, PUSH-20 to PUSH-22, PUSH-28. The rule is src/rules/block-admission.ts.
 */
import { blockAdmission } from '../../rules/block-admission.js';
import { gossipMessage, type SignedMessage, unsignedMessage } from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { Block, Payload } from '../../wire/message-types.js';
import type { Refusal, Verdict } from '../../wire/verdict.js';
import type { ChannelEntry } from '../channel/entry.js';
import { nameBytesOf } from '../channel/name-bytes.js';
import { advertiseBlock } from '../pull/blocks.js';
import { queueForPush } from '../push.js';
import { type Origin, refuse } from '../refuse.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { linkFactOf, offerBlock } from '../transfer/buffer.js';
import { hasSoundPrivateData, verifyBlock } from './verify.js';
import { holdBlock, windowVerdict } from './window.js';

/** A pushed DataMessage, after the checks common to all messages of a channel: PUSH-20, PUSH-21. */
export function receiveBlock(
  run: Run,
  entry: ChannelEntry,
  signed: SignedMessage,
  origin: Origin,
): void {
  const judged = judge(run, entry, signed);
  if (judged.verdict !== 'accept') return refuse(run, origin, judged);
  const kept = holdBlock(run, entry, judged.value.seqNum, signed);
  advertiseBlock(run, entry, judged.value.seqNum);
  pushBlock(run, entry, kept, origin.sender);
  buffer(run, entry, kept, 'push', origin.sender);
}

/**
 * Judges one element of a pull update without keeping it: `known` if the window has no use for it;
 * undefined if it would be taken (PULL).
 */
export function refusalOfPulled(
  run: Run,
  entry: ChannelEntry,
  signed: SignedMessage,
): Refusal | 'known' | undefined {
  const judged = judge(run, entry, signed);
  if (judged.verdict === 'accept') return undefined;
  const isKnown = judged.clause === 'PUSH-D24' || judged.clause === 'PUSH-D25';
  return isKnown ? 'known' : judged;
}

/**
 * PUSH-22: takes a judged element of a pull update into window and buffer, and does not push it. Whether
 * it may be offered for pull is for the caller to say. Nothing happens if the window has got it meanwhile.
 */
export function takePulled(
  run: Run,
  entry: ChannelEntry,
  signed: SignedMessage,
  origin: Origin,
): void {
  const payload = payloadOf(signed);
  if (payload === undefined || windowVerdict(run, entry, payload.seqNum) !== 'new') return;
  buffer(run, entry, holdBlock(run, entry, payload.seqNum, signed), 'pull', origin.sender);
}

/** PUSH-13, PUSH-28: pushes a block that this leader fetched from the ordering service, and keeps it for pull. */
export function gossipOwnBlock(run: Run, entry: ChannelEntry, payload: Payload): void {
  const { seqNum } = payload;
  const message = gossipMessage(
    'dataMsg',
    { $typeName: 'gossip.DataMessage', payload },
    { tag: Tag.CHAN_AND_ORG, channel: nameBytesOf(entry.name) },
  );
  const signed = unsignedMessage(message);
  if (windowVerdict(run, entry, seqNum) === 'new') {
    holdBlock(run, entry, seqNum, signed);
    advertiseBlock(run, entry, seqNum);
  }
  pushBlock(run, entry, signed, '');
}

/** PUSH-20: accepts with the payload. Nothing is kept. */
function judge(run: Run, entry: ChannelEntry, signed: SignedMessage): Verdict<Payload> {
  const payload = payloadOf(signed);
  const content =
    payload !== undefined && sameBytes(signed.message.channel, nameBytesOf(entry.name))
      ? 'block'
      : 'other';
  // Most blocks come more than once, and facts that are getters cost more than those that are not.
  const window = content === 'block' ? windowVerdict(run, entry, payload!.seqNum) : 'new';
  if (window !== 'new') {
    const judged = blockAdmission({ ...UNREAD, window });
    if (judged.verdict !== 'accept') return judged;
  }
  let verified: Verdict<Block> | undefined;
  const block = () => {
    verified ??= verifyBlock(run, entry, payload!.seqNum, payload!.data);
    return verified;
  };
  const soundBlock = () => {
    const judged = block();
    return judged.verdict === 'accept' ? judged.value : undefined;
  };
  const admission = blockAdmission({
    content,
    window,
    get block() {
      return soundBlock() === undefined ? 'unsound' : 'sound';
    },
    get privateData() {
      return hasSoundPrivateData(payload!, soundBlock()!) ? 'sound' : 'unsound';
    },
    get link() {
      return linkFactOf(run, entry, payload!.seqNum, payload!.data);
    },
  });
  if (admission.verdict === 'accept') return { verdict: 'accept', value: payload! };
  // The clause that found the flaw says more than the row.
  if (admission.clause === 'PUSH-D26' && verified !== undefined && verified.verdict !== 'accept')
    return verified;
  return admission;
}

/** A block of which nothing is read that its number alone does not tell: only its number can be held against it. */
const UNREAD = {
  content: 'block',
  block: 'sound',
  privateData: 'sound',
  link: 'unknown',
} as const;

const payloadOf = ({ message: { content } }: SignedMessage): Payload | undefined =>
  content.case === 'dataMsg' ? content.value.payload : undefined;

const pushBlock = (run: Run, entry: ChannelEntry, signed: SignedMessage, sender: PkiHex): void =>
  queueForPush(run, {
    kind: 'block',
    channel: entry.name,
    signed,
    author: '',
    authorEndpoint: '',
    sender,
  });

function buffer(
  run: Run,
  entry: ChannelEntry,
  signed: SignedMessage,
  source: 'push' | 'pull',
  sender: PkiHex,
): void {
  const { seqNum, data } = payloadOf(signed)!;
  offerBlock(run, entry, seqNum, { bytes: data, source, sender });
}
