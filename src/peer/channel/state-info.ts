/**
 * StateInfo: what a peer says of itself in a channel, and what it takes of what others say.
 *
 * Implements spec/09-channel.md, CHAN-33 to CHAN-37, CHAN-40, CHAN-41, CHAN-48. The rule is src/rules/state-info.ts.
 */
import type { Timestamp } from '../../rules/alive-message.js';
import { type StateInfoShape, stateInfoProof, stateInfoShape } from '../../rules/state-info.js';
import type { PublicKey } from '../../wire/crypto/port.js';
import {
  gossipMessage,
  keepRead,
  READ,
  type SignedMessage,
  signMessage,
} from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { keyOf } from '../../wire/hex.js';
import type { StateInfo } from '../../wire/message-types.js';
import { verifierOf, verifyEnvelope } from '../../wire/signature.js';
import type { Refusal } from '../../wire/verdict.js';
import { identityOf } from '../identities.js';
import { MARKER, type Marked, mark, TO_NOBODY } from '../known-to.js';
import { queueForPush } from '../push.js';
import { type Origin, refuse } from '../refuse.js';
import { feed, type Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { isInChannel, isReader } from './access.js';
import type { ChannelEntry } from './entry.js';
import { macOf } from './mac.js';
import {
  keepForeignStateInfo,
  keepStateInfo,
  type StateInfoStore,
  storedIn,
} from './state-info-store.js';

/** A StateInfo message whose shape is sound, with what it says at hand. */
export interface StateInfoRead extends Marked {
  readonly signed: SignedMessage;
  readonly author: PkiHex;
  readonly mac: Uint8Array;
  readonly timestamp: Timestamp;
  readonly height: bigint;
  readonly hasLeft: boolean;
  /** The channel of the MAC, once somebody who has joined it has found out. */
  channel: string | undefined;
  /** The key under which its signature was found valid, by whichever peer of this process. */
  provenBy: PublicKey | undefined;
}

/**
 * CHAN-40, its first part. Read out of a message once: it may come to many peers of one process, and to
 * one peer many times.
 */
export function soundStateInfo(signed: SignedMessage): StateInfoRead | Refusal {
  const known = signed[READ];
  if (known !== undefined && signed.message.content.case === 'stateInfo')
    return known as StateInfoRead;
  const read = readStateInfo(signed);
  // What was cut out of the bytes of a snapshot is looked at once.
  if (signed.isPart === undefined && !('verdict' in read)) keepRead(signed, read);
  return read;
}

function readStateInfo(signed: SignedMessage): StateInfoRead | Refusal {
  const { content } = signed.message;
  const info = content.case === 'stateInfo' ? content.value : undefined;
  const refusal = stateInfoShape(shapeOf(signed, info));
  if (refusal !== undefined) return refusal;
  const { pkiId, channelMAC, timestamp, properties } = info!;
  const { incNum, seqNum } = timestamp!;
  return {
    signed,
    author: keyOf(pkiId),
    mac: channelMAC.slice(),
    timestamp: { incNum, seqNum },
    height: properties!.ledgerHeight,
    hasLeft: properties!.leftChannel,
    channel: undefined,
    provenBy: undefined,
    knownTo: TO_NOBODY,
  };
}

const shapeOf = ({ envelope }: SignedMessage, info: StateInfo | undefined): StateInfoShape => ({
  content: info === undefined ? 'other' : 'stateInfo',
  pkiId: info?.pkiId.length ? 'present' : 'absent',
  time: info?.timestamp === undefined ? 'absent' : 'present',
  properties: info?.properties === undefined ? 'absent' : 'present',
  signed: envelope.payload.length > 0 && envelope.signature.length > 0 ? 'yes' : 'no',
});

/** CHAN-40: undefined if a sound message is to be taken. `entry`: the channel, undefined if not joined. */
export function refusalOfStateInfo(
  run: Run,
  entry: ChannelEntry | undefined,
  store: StateInfoStore,
  info: StateInfoRead,
): Refusal | undefined {
  const { signed, author, timestamp } = info;
  // Most of what comes by push came before.
  if (author !== run.config.pkiHex && storedIn(store, author, timestamp) === 'same') return NOT_NEW;
  // SYS-6: what comes after a check that fails is not looked at. Plain facts: getters cost too much here.
  const isOwn = author === run.config.pkiHex;
  const isHuge = !isOwn && sizeOf(signed) > run.config.parameters.stateInfoSizeMax;
  const identity = isOwn || isHuge ? undefined : identityOf(run, author);
  const isKnown = identity !== undefined;
  const isMember = isKnown && (entry === undefined || isInChannel(run, entry, identity.mspId));
  const isSigned = isMember && isSignedWith(run, info, identity.key);
  const isRead = isSigned && (entry === undefined || isReader(run, entry, author, identity));
  return stateInfoProof({
    size: isHuge ? 'huge' : 'fits',
    author: isOwn ? 'own' : isKnown ? 'known' : 'unknown',
    stored: 'older',
    member: isMember ? 'yes' : 'no',
    signature: isSigned ? 'valid' : 'invalid',
    reader: isRead ? 'yes' : 'no',
  });
}

function isSignedWith(run: Run, info: StateInfoRead, key: PublicKey): boolean {
  const { crypto } = run.config;
  if (key === info.provenBy) return true;
  const isSigned =
    verifyEnvelope(info.signed.envelope, verifierOf(crypto, key)).verdict === 'accept';
  if (isSigned && crypto.isRemembered === true) info.provenBy = key;
  return isSigned;
}

/** Bytes that are signed, and their signatures. */
function sizeOf({ envelope }: SignedMessage): number {
  const { payload, signature, secretEnvelope: secret } = envelope;
  const secretSize = secret === undefined ? 0 : secret.payload.length + secret.signature.length;
  return payload.length + signature.length + secretSize;
}

/** What the rule says of a sound message of somebody else that is not new. */
const NOT_NEW = stateInfoProof({
  author: 'known',
  stored: 'same',
  size: 'fits',
  member: 'yes',
  signature: 'valid',
  reader: 'yes',
});

/** Most refusals are of messages that came before, and nobody listens to most of them. */
export function refuseInfo(
  run: Run,
  origin: Origin,
  { author }: StateInfoRead,
  refusal: Refusal,
): void {
  if (run.config.reports) refuse(run, { ...origin, author }, refusal);
}

/** CHAN-41: a pushed StateInfo of a channel that we have joined. */
export function receiveStateInfo(
  run: Run,
  entry: ChannelEntry,
  info: StateInfoRead,
  origin: Origin,
): void {
  const refusal = refusalOfStateInfo(run, entry, entry.stateInfos, info);
  if (refusal !== undefined) return refuseInfo(run, origin, info, refusal);
  keepStateInfo(run, entry, info);
  mark(info, run.state[MARKER]);
  pushOn(run, entry.name, info, origin.sender);
}

/** CHAN-48: a pushed StateInfo of a channel that we have not joined. */
export function receiveForeignStateInfo(run: Run, info: StateInfoRead, origin: Origin): void {
  const refusal = refusalOfStateInfo(run, undefined, run.state.foreignStateInfos, info);
  if (refusal !== undefined) return refuseInfo(run, origin, info, refusal);
  keepForeignStateInfo(run, info);
  pushOn(run, '', info, origin.sender);
}

function pushOn(run: Run, channel: string, { signed, author }: StateInfoRead, sender: PkiHex) {
  const { config, state } = run;
  const isOwn = author === config.pkiHex;
  const authorEndpoint = isOwn ? config.externalEndpoint : state.members.get(author)?.endpoint;
  queueForPush(run, {
    kind: 'state-info',
    channel,
    signed,
    author,
    authorEndpoint: authorEndpoint ?? '',
    sender,
  });
}

/** CHAN-35: what the own StateInfo says has changed. Its seqNum grows with every change. */
export function propertiesChanged(run: Run, entry: ChannelEntry): void {
  const now = BigInt(run.at) * 1_000_000n;
  entry.changedNum = now > entry.changedNum ? now : entry.changedNum + 1n;
  feed(run, 'state-info-publisher', entry.name, entry.publisher, { type: 'properties.changed' });
}

/** CHAN-36: the tick `state-info-publish`. */
export const publishIfChanged = (run: Run, entry: ChannelEntry): void =>
  void feed(run, 'state-info-publisher', entry.name, entry.publisher, {
    type: 'publish.due',
    liveCount: run.state.living.length,
  });

/** CHAN-37: into the own store, and out once. */
export function publishStateInfo(run: Run, entry: ChannelEntry): void {
  const info = soundStateInfo(ownStateInfo(run, entry)) as StateInfoRead;
  keepStateInfo(run, entry, info);
  pushOn(run, entry.name, info, '');
}

/** CHAN-33, CHAN-34 */
export function ownStateInfo(run: Run, entry: ChannelEntry): SignedMessage {
  const { pkiId, pkiHex, signer } = run.config;
  const message = gossipMessage(
    'stateInfo',
    {
      $typeName: 'gossip.StateInfo',
      timestamp: {
        $typeName: 'gossip.PeerTime',
        incNum: entry.incNum,
        seqNum: entry.changedNum,
      },
      pkiId,
      channelMAC: macOf(run, entry.name, pkiHex),
      properties: {
        $typeName: 'gossip.Properties',
        ledgerHeight: entry.height,
        leftChannel: entry.hasLeft,
        chaincodes: [],
      },
    },
    { tag: Tag.CHAN_OR_ORG },
  );
  return signMessage(message, signer);
}
