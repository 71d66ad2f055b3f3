/**
 * Serving state requests of others, one at a time.
 *
 * Implements spec/11-state-transfer.md, XFER-20 to XFER-28. The rules are src/rules/state-request.ts and
 * src/rules/fair-queue.ts, the machine src/machines/state-server.machine.ts.
 */
import type { StateServer, StateServerEvent } from '../../machines/state-server.machine.js';
import { givesWay, placeOf, turnOf } from '../../rules/fair-queue.js';
import { rangeFact, stateAccess, stateRequest } from '../../rules/state-request.js';
import { gossipMessage, type SignedMessage, unsignedMessage } from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import type { Payload } from '../../wire/message-types.js';
import { channelConfigOf } from '../channel/access.js';
import type { ChannelEntry } from '../channel/entry.js';
import { storedIdentity } from '../identities.js';
import type { LinkId, StoredBlock } from '../io.js';
import { send } from '../links.js';
import { type Origin, refuse } from '../refuse.js';
import { feed, instanceOf, type Run } from '../run.js';
import type { Instance, PkiHex } from '../state.js';
import { receiveStateResponse } from './transfer.js';

interface QueuedRequest {
  /** The link that carried it: the reply goes there. */
  readonly link: LinkId;
  readonly sender: PkiHex;
  /** Its turn: requests of one sender have different ones. */
  readonly turn: number;
  readonly nonce: bigint;
  readonly from: bigint;
  readonly end: bigint;
}

export interface Server {
  readonly instance: Instance<StateServer>;
  /** By turn, at most XFER-P6. */
  readonly queue: QueuedRequest[];
  /** Turn of the request that was served last. */
  turn: number;
  /** The request that waits for the ledger, and the number of its read. */
  reading: { readonly read: number; readonly request: QueuedRequest } | undefined;
}

export const newServer = (): Server => ({
  instance: instanceOf({}),
  queue: [],
  turn: 0,
  reading: undefined,
});

const utf8 = new TextEncoder();
/** Without the mark that a decoder would swallow: names are compared byte by byte. */
const text = new TextDecoder('utf-8', { ignoreBOM: true });

/** XFER-20: stateRequest and stateResponse, authorised by the identity of the link alone. */
export function receiveStateMessage(run: Run, signed: SignedMessage, origin: Origin): void {
  const { channel, content } = signed.message;
  const entry = run.state.channels.get(text.decode(channel));
  const access = stateAccess({
    channel: entry === undefined ? 'unknown' : 'joined',
    get identity() {
      return isReader(run, entry!, origin.sender) ? 'reader' : 'other';
    },
  });
  if (access.verdict !== 'accept') return refuse(run, origin, access);
  if (content.case === 'stateResponse') receiveStateResponse(run, entry!, signed, origin);
  else receiveStateRequest(run, entry!, signed, origin);
}

function isReader(run: Run, entry: ChannelEntry, pki: PkiHex): boolean {
  const identity = storedIdentity(run, pki);
  return (
    identity !== undefined &&
    channelConfigOf(run, entry).satisfies('/Channel/Application/Readers', [identity])
  );
}

/** XFER-21 to XFER-23 */
function receiveStateRequest(
  run: Run,
  entry: ChannelEntry,
  { message: { content, nonce } }: SignedMessage,
  origin: Origin,
): void {
  if (content.case !== 'stateRequest') return;
  const { parameters } = run.config;
  const { queue, turn: present } = entry.transfer.server;
  const { startSeqNum: from, endSeqNum: end } = content.value;
  const turn = turnOf(queue, origin.sender, present);
  const isFull = queue.length >= parameters.stateRequestsMax;
  const admission = stateRequest({
    range: rangeFact(from, end, BigInt(parameters.stateBatchSize)),
    room: !isFull || givesWay(queue, turn) ? 'yes' : 'no',
  });
  if (admission.verdict !== 'accept') return refuse(run, origin, admission);
  if (isFull) queue.pop(); // XFER-28
  const { link, sender } = origin;
  queue.splice(placeOf(queue, turn), 0, { link, sender, turn, nonce, from, end });
  feedServer(run, entry, { type: 'request.queued' });
}

/**
 * XFER-23, XFER-24: takes the request whose turn it is. Those of which the ledger has nothing need no read and
 * are answered here, however many: one after the other, not one within the other.
 */
export function serveRequest(run: Run, channel: string): void {
  const entry = run.state.channels.get(channel)!;
  const { server } = entry.transfer;
  for (let request = server.queue.shift(); request !== undefined; request = server.queue.shift()) {
    server.turn = request.turn;
    if (request.from < entry.height) return readBlocks(run, entry, request);
    answer(run, entry, request, []);
  }
  feedServer(run, entry, { type: 'request.served', isFollowed: false });
}

function readBlocks(run: Run, entry: ChannelEntry, request: QueuedRequest): void {
  const { server } = entry.transfer;
  const { from, end } = request;
  run.state.readCount += 1;
  const read = run.state.readCount;
  server.reading = { read, request };
  const to = end < entry.height ? end : entry.height - 1n;
  run.out.push({ type: 'blocks.read', channel: entry.name, request: read, from, to });
}

/** The ledger has answered `blocks.read`. */
export function blocksFound(
  run: Run,
  entry: ChannelEntry,
  request: number,
  blocks: readonly StoredBlock[],
): void {
  const { server } = entry.transfer;
  if (server.reading?.read !== request) return;
  const { request: queued } = server.reading;
  server.reading = undefined;
  answer(run, entry, queued, blocks);
  const isFollowed = server.queue.length > 0;
  feedServer(run, entry, { type: 'request.served', isFollowed });
}

/** rule answer: XFER-25. On the link that carried the request, unless it is gone. */
function answer(
  run: Run,
  entry: ChannelEntry,
  { link, nonce }: QueuedRequest,
  blocks: readonly StoredBlock[],
): void {
  if (run.state.links.has(link))
    send(run, link, stateResponseMessage(entry.name, nonce, payloadsOf(run, blocks)));
}

/** XFER-26: as many as fit in a message, in order. */
function payloadsOf(run: Run, blocks: readonly StoredBlock[]): Payload[] {
  let room = run.config.parameters.messageSizeMax - OVERHEAD_BYTES;
  const payloads: Payload[] = [];
  for (const { number, bytes } of blocks) {
    room -= bytes.length + OVERHEAD_BYTES;
    if (room < 0) break;
    const privateData: Uint8Array[] = []; // XFER-27
    payloads.push({ $typeName: 'gossip.Payload', seqNum: number, data: bytes, privateData });
  }
  return payloads;
}

/** More than the lengths and tags around a block, or around all of them, can take. */
const OVERHEAD_BYTES = 512;

const stateResponseMessage = (channel: string, nonce: bigint, payloads: Payload[]) =>
  unsignedMessage(
    gossipMessage(
      'stateResponse',
      { $typeName: 'gossip.RemoteStateResponse', payloads },
      { tag: Tag.CHAN_OR_ORG, nonce, channel: utf8.encode(channel) },
    ),
  );

function feedServer(run: Run, { name, transfer }: ChannelEntry, event: StateServerEvent): void {
  feed(run, 'state-server', name, transfer.server.instance, event);
}
