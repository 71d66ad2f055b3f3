/**
 * Snapshots of StateInfo: asking for those of others, answering, and what is taken out of an answer.
 *
 * Implements spec/09-channel.md, CHAN-50 to CHAN-59, CHAN-68, CHAN-70.
 */
import { isNewer } from '../../rules/alive-message.js';
import {
  gossipMessage,
  keepRead,
  openEnvelope,
  READ,
  type SignedMessage,
  unsignedMessage,
} from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { Envelope, StateInfoSnapshot } from '../../wire/message-types.js';
import { ignore, type Refusal, reject } from '../../wire/verdict.js';
import { orgOf, orgOfMember, orgOfOrigin } from '../identities.js';
import { answer, sendToMember } from '../links.js';
import { type Origin, refuse, refuseUnread } from '../refuse.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { organisationsOf } from './access.js';
import type { ChannelEntry } from './entry.js';
import { channelOfMac, macOf } from './mac.js';
import { nameBytesOf } from './name-bytes.js';
import {
  refusalOfStateInfo,
  refuseInfo,
  type StateInfoRead,
  soundStateInfo,
} from './state-info.js';
import { keepStateInfo, type StoredStateInfo } from './state-info-store.js';

/** CHAN-50, CHAN-51: the tick `state-info-request`. */
export function requestSnapshots(run: Run, entry: ChannelEntry): void {
  const { config, state, choose } = run;
  const organisations = organisationsOf(run, entry);
  const asked = choose.sample(state.living, config.parameters.pullPeerNum, (member) => {
    const org = orgOfMember(run, member);
    return org !== undefined && organisations.has(org);
  });
  if (asked.length === 0) return;
  const channelMAC = macOf(run, entry.name, config.pkiHex);
  const value = { $typeName: 'gossip.StateInfoPullRequest' as const, channelMAC };
  const request = unsignedMessage(
    gossipMessage('stateInfoPullReq', value, { tag: Tag.CHAN_OR_ORG }),
  );
  keepRead(request, { channel: entry.name, of: config.pkiHex } satisfies RequestRead);
  for (const member of asked) sendToMember(run, member, request);
}

/** What a request says, for peers of the same process: of which channel its MAC is, with whose PKI-ID. */
interface RequestRead {
  readonly channel: string;
  readonly of: PkiHex;
}

/** CHAN-32: the channel that a request is about. */
export function channelOfRequest(
  run: Run,
  signed: SignedMessage,
  mac: Uint8Array,
  sender: PkiHex,
): ChannelEntry | undefined {
  const read = signed[READ] as RequestRead | undefined;
  return read?.of === sender
    ? run.state.channels.get(read.channel)
    : channelOfMac(run, sender, mac);
}

/** CHAN-52 */
export function answerSnapshot(run: Run, entry: ChannelEntry, origin: Origin): void {
  const isOurs = orgOfOrigin(run, origin) === run.config.mspId;
  answer(run, origin, isOurs ? wholeSnapshot(entry) : foreignSnapshot(run, entry));
}

interface Built {
  readonly changes: number;
  readonly elements: readonly StoredStateInfo[];
  readonly message: SignedMessage;
}

/** Snapshots of a store that has not changed since, as they were last answered. */
const whole = new WeakMap<ChannelEntry, Built>();
const foreign = new WeakMap<ChannelEntry, Built>();

function wholeSnapshot(entry: ChannelEntry): SignedMessage {
  const known = whole.get(entry);
  if (known?.changes === entry.stateInfoChanges) return known.message;
  const elements = [...entry.stateInfos.values()];
  const message = snapshotOf(entry, elements);
  whole.set(entry, { changes: entry.stateInfoChanges, elements, message });
  return message;
}

/** CHAN-53: our members without an external endpoint stay hidden from other organisations. */
function foreignSnapshot(run: Run, entry: ChannelEntry): SignedMessage {
  const elements = [...entry.stateInfos.values()].filter(({ author }) => isDisclosed(run, author));
  const known = foreign.get(entry);
  // Endpoints of members change without a change of the store.
  const isSame =
    known?.changes === entry.stateInfoChanges &&
    known.elements.length === elements.length &&
    known.elements.every((element, index) => element === elements[index]);
  if (isSame) return known.message;
  const message = snapshotOf(entry, elements);
  foreign.set(entry, { changes: entry.stateInfoChanges, elements, message });
  return message;
}

function isDisclosed(run: Run, author: PkiHex): boolean {
  const { config, state } = run;
  if (orgOf(run, author) !== config.mspId) return true;
  const endpoint =
    author === config.pkiHex ? config.externalEndpoint : state.members.get(author)?.endpoint;
  return endpoint !== undefined && endpoint !== '';
}

/** What the snapshots that this program made contain, for peers of the same process. */
const contents = new WeakMap<StateInfoSnapshot, readonly StoredStateInfo[]>();

/** Its elements are laid out when somebody asks for them: a peer of the same process does not. */
function snapshotOf({ name }: ChannelEntry, stored: readonly StoredStateInfo[]): SignedMessage {
  let elements: Envelope[] | undefined;
  const value: StateInfoSnapshot = {
    $typeName: 'gossip.StateInfoSnapshot',
    get elements() {
      elements ??= stored.map(({ signed }) => signed.envelope);
      return elements;
    },
  };
  contents.set(value, stored);
  const header = { tag: Tag.CHAN_OR_ORG, channel: nameBytesOf(name) };
  return unsignedMessage(gossipMessage('stateSnapshot', value, header));
}

/** CHAN-54: elements in their order; what is not taken is passed over, or ends the reading. */
export function receiveSnapshot(
  run: Run,
  entry: ChannelEntry,
  snapshot: StateInfoSnapshot,
  origin: Origin,
): void {
  const known = contents.get(snapshot);
  const elements = known ?? snapshot.elements;
  if (elements.length > run.config.parameters.stateInfosMax)
    return refuse(run, origin, reject('CHAN-68', `${elements.length} elements`));
  if (isSeen(entry, elements)) return;
  const { stateInfoChanges } = entry;
  let areOld = true;
  for (const element of elements) {
    if ('signed' in element) {
      if (isOld(run, entry, element)) continue;
      areOld = false;
      if (take(run, entry, element.signed, origin)) continue;
      return;
    }
    const opened = openEnvelope(element);
    if (opened.verdict !== 'accept')
      return refuse(run, origin, reject('CHAN-55', `element of a snapshot: ${opened.reason}`));
    if (!take(run, entry, opened.value, origin)) return;
  }
  if (known !== undefined && areOld && entry.stateInfoChanges === stateInfoChanges)
    see(entry, elements);
}

interface Seen {
  readonly changes: number;
  readonly lists: WeakSet<object>;
}

/** Lists of elements none of which was new, while the store does not change. No part of what is remembered. */
const seen = new WeakMap<ChannelEntry, Seen>();

function isSeen(entry: ChannelEntry, elements: object): boolean {
  const known = seen.get(entry);
  return known?.changes === entry.stateInfoChanges && known.lists.has(elements);
}

function see(entry: ChannelEntry, elements: object): void {
  let known = seen.get(entry);
  if (known?.changes !== entry.stateInfoChanges) {
    known = { changes: entry.stateInfoChanges, lists: new WeakSet() };
    seen.set(entry, known);
  }
  known.lists.add(elements);
}

/** Whether the reading goes on after this element. */
function take(run: Run, entry: ChannelEntry, signed: SignedMessage, origin: Origin): boolean {
  const info = soundStateInfo(signed);
  if ('verdict' in info) {
    refuseUnread(run, signed.message, origin, info); // CHAN-55
    return false;
  }
  // CHAN-56: before any work on what most elements of most snapshots are.
  if (isOld(run, entry, info)) return true;
  const refusal =
    strangerIn(run, entry, info) ?? refusalOfStateInfo(run, entry, entry.stateInfos, info);
  if (refusal === undefined) {
    // CHAN-57
    if (run.state.members.has(info.author)) keepStateInfo(run, entry, info);
    return true;
  }
  refuseInfo(run, origin, info, refusal);
  // CHAN-55, CHAN-58, CHAN-59, CHAN-70
  const isSkipped = run.config.profile === 'hardened' || refusal.clause === 'CHAN-D11';
  return refusal.verdict === 'ignore' && isSkipped;
}

/** CHAN-56 */
function isOld(
  run: Run,
  { stateInfos }: ChannelEntry,
  { author, timestamp, signed }: Pick<StoredStateInfo, 'author' | 'timestamp' | 'signed'>,
): boolean {
  if (author === run.config.pkiHex) return true;
  const stored = stateInfos.get(author);
  return (
    stored !== undefined && (stored.signed === signed || !isNewer(timestamp, stored.timestamp))
  );
}

/** CHAN-55, CHAN-58: an author whom we do not know, or a message of another channel. */
function strangerIn(
  run: Run,
  entry: ChannelEntry,
  { author, mac }: StateInfoRead,
): Refusal | undefined {
  if (!run.state.identities.has(author))
    return ignore('CHAN-D8', 'the author of the StateInfo is unknown');
  return sameBytes(macOf(run, entry.name, author), mac)
    ? undefined
    : reject('CHAN-55', 'element of a snapshot: StateInfo of another channel');
}
