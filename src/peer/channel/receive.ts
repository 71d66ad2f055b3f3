/**
 * Messages of channels on their way in: which channel they belong to, what is checked of all of them,
 * and which part they concern.
 *
 * Implements spec/09-channel.md, CHAN-30 to CHAN-32. The rule is src/rules/channel-admission.ts.
 */
import {
  type ChannelAdmissionFacts,
  type ChannelMessageKind,
  channelAdmission,
} from '../../rules/channel-admission.js';
import type { SignedMessage } from '../../wire/envelope.js';
import { keyOf } from '../../wire/hex.js';
import type { LeadershipMessage } from '../../wire/message-types.js';
import { verifierOf, verifyEnvelope } from '../../wire/signature.js';
import { ignore, type Refusal, reject } from '../../wire/verdict.js';
import { receiveBlock } from '../blocks/receive.js';
import { receiveLeadership } from '../election/election.js';
import { orgOfOrigin, orgOfSender, storedKey } from '../identities.js';
import { isMarked, MARKER, mark } from '../known-to.js';
import { receiveBlockPull } from '../pull/blocks.js';
import { type Origin, refuse, refuseUnread } from '../refuse.js';
import type { Run } from '../run.js';
import type { LinkEntry } from '../state.js';
import { isInChannel } from './access.js';
import type { ChannelEntry } from './entry.js';
import { channelOfMac } from './mac.js';
import { nameMadeOf } from './name-bytes.js';
import { answerSnapshot, channelOfRequest, receiveSnapshot } from './snapshot.js';
import {
  receiveForeignStateInfo,
  receiveStateInfo,
  refuseInfo,
  type StateInfoRead,
  soundStateInfo,
} from './state-info.js';
import { storedIn } from './state-info-store.js';

/** dataMsg, stateInfo, stateInfoPullReq, stateSnapshot, leadershipMsg, and pull messages of blocks. */
export function receiveChannelMessage(run: Run, signed: SignedMessage, origin: Origin): void {
  const { content, channel } = signed.message;
  switch (content.case) {
    case 'stateInfo':
      return receiveStateInfoOf(run, signed, origin);
    case 'stateInfoPullReq': {
      const entry = channelOfRequest(run, signed, content.value.channelMAC, origin.sender);
      if (isAdmitted(run, 'stateInfoRequest', entry, origin)) answerSnapshot(run, entry, origin);
      return;
    }
    case 'stateSnapshot': {
      const entry = channelNamed(run, channel);
      if (isAdmitted(run, 'snapshot', entry, origin))
        receiveSnapshot(run, entry, content.value, origin);
      return;
    }
    case 'dataMsg': {
      const entry = channelNamed(run, channel);
      if (isAdmitted(run, 'block', entry, origin)) receiveBlock(run, entry, signed, origin);
      return;
    }
    case 'leadershipMsg':
      return receiveLeadershipOf(run, signed, content.value, origin);
    case 'hello':
    case 'dataDig':
    case 'dataReq':
    case 'dataUpdate': {
      const entry = channelNamed(run, channel);
      if (isAdmitted(run, 'blockPull', entry, origin)) receiveBlockPull(run, entry, signed, origin);
      return;
    }
    default:
      return refuse(run, origin, ignore('LINK-28', 'not a message of a channel'));
  }
}

/** CHAN-30, CHAN-31. Reports what it refuses. */
function isAdmitted(
  run: Run,
  kind: ChannelMessageKind,
  entry: ChannelEntry | undefined,
  origin: Origin,
): entry is ChannelEntry {
  const admission = channelAdmission(factsOf(run, kind, entry, origin));
  if (admission.verdict === 'admit') return true;
  if (admission.verdict !== 'keepForeign') refuse(run, origin, admission);
  return false;
}

function factsOf(
  run: Run,
  kind: ChannelMessageKind,
  entry: ChannelEntry | undefined,
  origin: Origin,
): ChannelAdmissionFacts {
  return {
    kind,
    channel: entry === undefined ? 'none' : entry.hasLeft ? 'left' : 'joined',
    sender: relationOf(run, entry, origin),
    // Asked for one kind alone.
    senderStateInfo: kind !== 'blockPull' || entry?.stateInfos.has(origin.sender) ? 'yes' : 'no',
  };
}

function relationOf(run: Run, entry: ChannelEntry | undefined, origin: Origin) {
  const org = orgOfOrigin(run, origin);
  if (org === undefined) return 'unknown';
  if (entry !== undefined && !isInChannel(run, entry, org)) return 'outside';
  return org === run.config.mspId ? 'ours' : 'member';
}

/** The joined channel of that name, in UTF-8. */
function channelNamed({ state }: Run, name: Uint8Array): ChannelEntry | undefined {
  if (name.length === 0 || name.length > CHANNEL_NAME_BYTES_MAX) return undefined;
  return state.channels.get(nameMadeOf(name) ?? String.fromCharCode(...name));
}

/** Names of channels are ASCII (CHAN-1). */
const CHANNEL_NAME_BYTES_MAX = 249;

function receiveStateInfoOf(run: Run, signed: SignedMessage, origin: Origin): void {
  const info = soundStateInfo(signed);
  if ('verdict' in info) return refuseUnread(run, signed.message, origin, info);
  // A MAC of somebody unknown is not worth a hash for every channel.
  if (!run.state.identities.has(info.author)) return refuseInfo(run, origin, info, UNKNOWN_AUTHOR);
  const entry = channelOf(run, info);
  const admission = channelAdmission(factsOf(run, 'stateInfo', entry, origin));
  if (admission.verdict === 'admit') return receiveStateInfo(run, entry!, info, origin);
  if (admission.verdict === 'keepForeign') return receiveForeignStateInfo(run, info, origin);
  refuseInfo(run, origin, info, admission);
}

/**
 * Whether a pushed StateInfo of a joined channel is sound and not new: where nobody is told of refusals,
 * nothing comes of it but that the identity of who sent it was used.
 */
export function isStaleStateInfo(run: Run, link: LinkEntry, signed: SignedMessage): boolean {
  const info = soundStateInfo(signed);
  if ('verdict' in info || info.channel === undefined) return false;
  const { channels, identities, [MARKER]: marker } = run.state;
  if (marker === undefined || !isMarked(info, marker)) {
    const entry = channels.get(info.channel);
    if (entry === undefined || storedIn(entry.stateInfos, info.author, info.timestamp) !== 'same')
      return false;
    mark(info, marker);
  }
  if (identities.has(info.author)) orgOfSender(run, link);
  return true;
}

const UNKNOWN_AUTHOR = ignore('CHAN-D8', 'the author of the StateInfo is unknown');

/** CHAN-32. What one peer has found out holds for all: a MAC is of one channel. */
function channelOf(run: Run, info: StateInfoRead): ChannelEntry | undefined {
  if (info.channel !== undefined) return run.state.channels.get(info.channel);
  const entry = channelOfMac(run, info.author, info.mac);
  info.channel = entry?.name;
  return entry;
}

function receiveLeadershipOf(
  run: Run,
  signed: SignedMessage,
  message: LeadershipMessage,
  origin: Origin,
): void {
  const from = { ...origin, author: keyOf(message.pkiId) };
  const entry = channelNamed(run, signed.message.channel);
  if (!isAdmitted(run, 'leadership', entry, from)) return;
  const refusal = forgery(run, signed, from.author);
  if (refusal !== undefined) return refuse(run, from, refusal);
  receiveLeadership(run, entry, signed, from);
}

/** CHAN-29: who leads says so itself. */
function forgery(run: Run, { envelope }: SignedMessage, author: string): Refusal | undefined {
  if (author === '') return reject('CHAN-29', 'leadership message without PKI-ID');
  const key = storedKey(run, author);
  if (key === undefined) return ignore('CHAN-29', 'the author of a leadership message is unknown');
  const verified = verifyEnvelope(envelope, verifierOf(run.config.crypto, key));
  return verified.verdict === 'accept'
    ? undefined
    : reject('CHAN-29', 'a signature of a leadership message is not its author’s');
}
