/**
 * Snapshots of StateInfo: asking for those of others, answering, and what is taken out of an answer.
 *
 * Implements spec/09-channel.md, CHAN-50 to CHAN-59, CHAN-68.
 */
import type { Timestamp } from '../../rules/alive-message.js';
import {
  carry,
  gossipMessage,
  openEnvelope,
  type SignedMessage,
  unsignedMessage,
} from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { StateInfoSnapshot } from '../../wire/message-types.js';
import { ignore, type Refusal, reject } from '../../wire/verdict.js';
import { orgOf } from '../identities.js';
import { send, sendTo } from '../links.js';
import { preferredEndpointOf } from '../members.js';
import { type Origin, refuse } from '../refuse.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { isInChannel } from './access.js';
import type { ChannelEntry } from './entry.js';
import { macOf } from './mac.js';
import { refusalOfStateInfo, soundStateInfo } from './state-info.js';
import { keepStateInfo, type StoredStateInfo, storedIn } from './state-info-store.js';

const utf8 = new TextEncoder();

/** CHAN-50, CHAN-51: the tick `state-info-request`. */
export function requestSnapshots(run: Run, entry: ChannelEntry): void {
  const { config, state, choose } = run;
  const asked = choose.sample(state.living, config.parameters.pullPeerNum, ({ pki }) =>
    isInChannel(run, entry, orgOf(run, pki)),
  );
  if (asked.length === 0) return;
  const channelMAC = macOf(run, entry.name, config.pkiHex);
  const value = { $typeName: 'gossip.StateInfoPullRequest' as const, channelMAC };
  const request = unsignedMessage(
    gossipMessage('stateInfoPullReq', value, { tag: Tag.CHAN_OR_ORG }),
  );
  for (const member of asked)
    sendTo(run, { pkiId: member.pki, endpoint: preferredEndpointOf(member) }, request);
}

/** CHAN-52 */
export function answerSnapshot(run: Run, entry: ChannelEntry, origin: Origin): void {
  const isOurs = orgOf(run, origin.sender) === run.config.mspId;
  send(run, origin.link, isOurs ? wholeSnapshot(entry) : foreignSnapshot(run, entry));
}

/** Author and message. */
type Element = readonly [PkiHex, StoredStateInfo];

interface Built {
  readonly changes: number;
  readonly elements: readonly Element[];
  readonly message: SignedMessage;
}

/** Snapshots of a store that has not changed since, as they were last answered. */
const whole = new WeakMap<ChannelEntry, Built>();
const foreign = new WeakMap<ChannelEntry, Built>();

function wholeSnapshot(entry: ChannelEntry): SignedMessage {
  const known = whole.get(entry);
  if (known?.changes === entry.stateInfoChanges) return known.message;
  const elements = [...entry.stateInfos];
  const message = snapshotOf(entry, elements);
  whole.set(entry, { changes: entry.stateInfoChanges, elements, message });
  return message;
}

/** CHAN-53: our members without an external endpoint stay hidden from other organisations. */
function foreignSnapshot(run: Run, entry: ChannelEntry): SignedMessage {
  const { config, state } = run;
  const elements: Element[] = [];
  for (const element of entry.stateInfos) {
    const [author] = element;
    const isOurs = orgOf(run, author) === config.mspId;
    const endpoint =
      author === config.pkiHex ? config.externalEndpoint : state.members.get(author)?.endpoint;
    if (!isOurs || endpoint) elements.push(element);
  }
  const known = foreign.get(entry);
  // Endpoints of members change without a change of the store.
  const isSame =
    known?.changes === entry.stateInfoChanges &&
    known.elements.length === elements.length &&
    known.elements.every(([author], index) => author === elements[index]![0]);
  if (isSame) return known.message;
  const message = snapshotOf(entry, elements);
  foreign.set(entry, { changes: entry.stateInfoChanges, elements, message });
  return message;
}

/** What the snapshots that this program made contain, for peers of the same process. */
const contents = new WeakMap<StateInfoSnapshot, readonly Element[]>();

function snapshotOf({ name }: ChannelEntry, elements: readonly Element[]): SignedMessage {
  const value = {
    $typeName: 'gossip.StateInfoSnapshot' as const,
    elements: elements.map(([, { signed }]) => carry(signed)),
  };
  contents.set(value, elements);
  const header = { tag: Tag.CHAN_OR_ORG, channel: utf8.encode(name) };
  return unsignedMessage(gossipMessage('stateSnapshot', value, header));
}

/** CHAN-54: elements in their order; what is not taken is passed over, or ends the reading. */
export function receiveSnapshot(
  run: Run,
  entry: ChannelEntry,
  snapshot: StateInfoSnapshot,
  origin: Origin,
): void {
  const { profile, parameters } = run.config;
  if (snapshot.elements.length > parameters.stateInfosMax)
    return refuse(run, origin, reject('CHAN-68', `${snapshot.elements.length} elements`));
  const known = contents.get(snapshot);
  for (const [index, envelope] of snapshot.elements.entries()) {
    const element = known?.[index];
    if (element !== undefined && isOld(run, entry, element[0], element[1].timestamp)) continue;
    const opened = openEnvelope(envelope);
    if (opened.verdict !== 'accept')
      return refuse(run, origin, reject('CHAN-55', `element of a snapshot: ${opened.reason}`));
    const info = soundStateInfo(opened.value);
    if ('verdict' in info) return refuse(run, origin, info); // CHAN-55
    const { author, timestamp } = info;
    // CHAN-56: before any work on what most elements of most snapshots are.
    if (isOld(run, entry, author, timestamp)) continue;
    const refusal =
      strangerIn(run, entry, author, info.mac) ??
      refusalOfStateInfo(run, entry, entry.stateInfos, info);
    if (refusal !== undefined) {
      refuse(run, { ...origin, author }, refusal);
      // CHAN-55, CHAN-58, CHAN-59
      if (refusal.verdict === 'reject' || profile !== 'hardened') return;
      continue;
    }
    // CHAN-57
    if (run.state.members.has(author)) keepStateInfo(run, entry, info);
  }
}

/** CHAN-56 */
const isOld = (run: Run, entry: ChannelEntry, author: PkiHex, timestamp: Timestamp): boolean =>
  author === run.config.pkiHex || storedIn(entry.stateInfos, author, timestamp) === 'same';

/** CHAN-55, CHAN-58: an author whom we do not know, or a message of another channel. */
function strangerIn(
  run: Run,
  entry: ChannelEntry,
  author: PkiHex,
  mac: Uint8Array,
): Refusal | undefined {
  if (!run.state.identities.has(author))
    return ignore('CHAN-D8', 'the author of the StateInfo is unknown');
  return sameBytes(macOf(run, entry.name, author), mac)
    ? undefined
    : reject('CHAN-55', 'element of a snapshot: StateInfo of another channel');
}
