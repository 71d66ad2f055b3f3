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
import { orgOfOrigin } from '../identities.js';
import {
  isMarked,
  MARKER,
  type Marked,
  type Marker,
  mark,
  newMarker,
  TO_NOBODY,
  takeMarksBack,
} from '../known-to.js';
import { answer, sendToNumber } from '../links.js';
import { type Origin, refuse, refuseUnread } from '../refuse.js';
import { orgAt, rollOf } from '../roll.js';
import type { Run } from '../run.js';
import { type PkiHex, refer } from '../state.js';
import { noteUses } from '../uses.js';
import { organisationsOf } from './access.js';
import { derivedOf } from './derived.js';
import { disclosableIn, isDisclosed } from './disclosable.js';
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
  const { config, choose } = run;
  const organisations = organisationsOf(run, entry);
  const roll = rollOf(run);
  const numbers = choose.sample(roll.numbers, config.parameters.pullPeerNum, (number) => {
    const org = roll.orgs[orgAt(run, roll, number)];
    return org !== undefined && organisations.has(org);
  });
  if (numbers.length === 0) return;
  const channelMAC = macOf(run, entry.name, config.pkiHex);
  const value = { $typeName: 'gossip.StateInfoPullRequest' as const, channelMAC };
  const request = unsignedMessage(
    gossipMessage('stateInfoPullReq', value, { tag: Tag.CHAN_OR_ORG }),
  );
  keepRead(request, { channel: entry.name, of: config.pkiHex } satisfies RequestRead);
  for (const number of numbers) sendToNumber(run, roll, number, request);
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

/** A snapshot as it was last answered, good for as long as the store does not change. */
export interface Built {
  readonly changes: number;
  readonly elements: readonly StoredStateInfo[];
  readonly message: SignedMessage;
}

function built(entry: ChannelEntry, elements: readonly StoredStateInfo[]): Built {
  return { changes: entry.stateInfoChanges, elements, message: snapshotOf(entry, elements) };
}

function wholeSnapshot(entry: ChannelEntry): SignedMessage {
  const derived = derivedOf(entry);
  if (derived.whole?.changes !== entry.stateInfoChanges)
    derived.whole = built(entry, [...entry.stateInfos.values()]);
  return derived.whole.message;
}

/** CHAN-53: our members without an external endpoint stay hidden from other organisations. */
function foreignSnapshot(run: Run, entry: ChannelEntry): SignedMessage {
  const derived = derivedOf(entry);
  const disclosable = disclosableIn(run, entry);
  const { stored, identities, members } = disclosable;
  const { foreign: known } = derived;
  if (known !== undefined && disclosable.isJudged) {
    noteUses(run, disclosable.uses);
    return known.message;
  }
  // Endpoints of members change without a change of the store.
  let isSame = known?.changes === entry.stateInfoChanges;
  const elements = isSame ? known!.elements : [];
  let count = 0;
  const shown: StoredStateInfo[] = [];
  for (let i = 0; i < stored.length; i++) {
    const info = stored[i]!;
    if (!isDisclosed(run, info.author, identities[i], members[i])) continue;
    if (!isSame || elements[count] !== info) isSame = false;
    shown.push(info);
    count += 1;
  }
  disclosable.isJudged = true;
  if (isSame && count === elements.length) return known!.message;
  derived.foreign = built(entry, shown);
  return derived.foreign.message;
}

/** What the snapshots that this program made contain, for peers of the same process, and who has read them. */
interface SnapshotRead extends Marked {
  readonly stored: readonly StoredStateInfo[];
}

type ReadSnapshot = StateInfoSnapshot & { [READ]?: SnapshotRead };

/** Its elements are laid out when somebody asks for them: a peer of the same process does not. */
function snapshotOf({ name }: ChannelEntry, stored: readonly StoredStateInfo[]): SignedMessage {
  let elements: Envelope[] | undefined;
  const value: ReadSnapshot = {
    $typeName: 'gossip.StateInfoSnapshot',
    get elements() {
      elements ??= stored.map(({ signed }) => signed.envelope);
      return elements;
    },
  };
  refer(value, READ, { stored, knownTo: TO_NOBODY });
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
  const read = (snapshot as ReadSnapshot)[READ];
  const elements = read?.stored ?? snapshot.elements;
  if (elements.length > run.config.parameters.stateInfosMax)
    return refuse(run, origin, reject('CHAN-68', `${elements.length} elements`));
  const marker = markerOf(run, entry);
  if (read !== undefined && marker !== undefined && isMarked(read, marker)) return;
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
  if (read !== undefined && areOld && entry.stateInfoChanges === stateInfoChanges)
    mark(read, marker);
}

/** With what a peer marks snapshots that bring nothing while the store does not change. */
function markerOf({ state }: Run, entry: ChannelEntry): Marker | undefined {
  const own = state[MARKER];
  if (own === undefined) return undefined;
  const derived = derivedOf(entry);
  if (derived.marker === undefined) derived.marker = newMarker(own.place);
  else if (derived.markedAt !== entry.stateInfoChanges) takeMarksBack(derived.marker);
  derived.markedAt = entry.stateInfoChanges;
  return derived.marker;
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
