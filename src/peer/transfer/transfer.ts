/**
 * Anti-entropy of a channel: asking for the blocks that others have committed.
 *
 * Implements spec/11-state-transfer.md, XFER-30 to XFER-43. The rules are src/rules/state-response.ts, the
 * machine src/machines/transfer.machine.ts.
 */
import type {
  TransferEffect,
  TransferEvent,
  TransferPass,
} from '../../machines/transfer.machine.js';
import {
  numbersFact,
  rangeEnd,
  type StateResponseFacts,
  stateCandidate,
  stateResponse,
} from '../../rules/state-response.js';
import { gossipMessage, type SignedMessage, unsignedMessage } from '../../wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../wire/gen/gossip/message_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { Payload } from '../../wire/message-types.js';
import { ignore, type Refusal, reject } from '../../wire/verdict.js';
import { blockFactsOf, hasSoundPrivateData, verifyBlock } from '../blocks/verify.js';
import { derivedOf } from '../channel/derived.js';
import type { ChannelEntry } from '../channel/entry.js';
import { type ChannelPeer, channelPeers, isChannelPeer } from '../channel/peers.js';
import type { PeerConfig } from '../config.js';
import { sendTo } from '../links.js';
import { preferredEndpointOf } from '../members.js';
import { type Origin, refuse } from '../refuse.js';
import { begin, feed, instanceOf, isIn, type Run } from '../run.js';
import type { Instance, PkiHex } from '../state.js';
import { type BufferedBlock, isCommitting, isHalted, offerBlock } from './buffer.js';
import { newServer, type Server } from './serve.js';

/** The request that waits for its response. */
export interface AskedRange {
  readonly nonce: bigint;
  readonly from: bigint;
  readonly end: bigint;
  /** Who was asked last. */
  readonly peer: PkiHex;
}

/** A verified block that waits for room in the buffer. */
interface ParkedBlock {
  readonly number: bigint;
  readonly block: BufferedBlock;
}

export interface Transfer {
  readonly instance: Instance<TransferPass>;
  asked: AskedRange | undefined;
  /** The rest of one response, in order: at most XFER-P3 + 1. */
  readonly parked: ParkedBlock[];
  /** Requests of others. */
  readonly server: Server;
}

export const newTransfer = ({ parameters }: PeerConfig): Transfer => ({
  instance: instanceOf({
    from: 0n,
    to: 0n,
    through: 0n,
    sentCount: 0,
    stateMaxRetries: parameters.stateMaxRetries,
    stateCheckIntervalMs: parameters.stateCheckInterval,
    stateResponseTimeoutMs: parameters.stateResponseTimeout,
  }),
  asked: undefined,
  parked: [],
  server: newServer(),
});

/** XFER-30: starts with the channel, if state transfer is enabled. */
export function startTransfer(run: Run, { name, transfer }: ChannelEntry): void {
  if (run.config.stateTransfer) begin(run, 'transfer', name, transfer.instance);
}

/** What the transfer of a channel asks for. */
export function performTransfer(run: Run, channel: string, effect: TransferEffect): void {
  const entry = run.state.channels.get(channel)!;
  if (effect.type === 'gap.seek') seekGap(run, entry);
  else requestRange(run, entry, effect);
}

/** rule seekGap: XFER-30, XFER-43. Compares the own height with what the members of the channel tell. */
function seekGap(run: Run, entry: ChannelEntry): void {
  const { height, stateInfos } = entry;
  let highest = height;
  if (!isHalted(entry) && !isLevel(entry))
    for (const [pki, told] of stateInfos)
      if (told.height > highest && isChannelPeer(run, entry, pki)) highest = told.height;
  const isBehind = highest > height;
  feedTransfer(
    run,
    entry,
    isBehind ? { type: 'gap.found', from: height, to: highest - 1n } : { type: 'gap.missing' },
  );
}

/** Whether nobody tells of more blocks than there are here. Found out anew when somebody tells something else. */
function isLevel(entry: ChannelEntry): boolean {
  const { height, stateInfos, stateInfoChanges } = entry;
  const derived = derivedOf(entry);
  const { levelAt: known } = derived;
  if (known?.stateInfoChanges === stateInfoChanges && known.height === height) return true;
  for (const told of stateInfos.values()) if (told.height > height) return false;
  derived.levelAt = { stateInfoChanges, height };
  return true;
}

/** XFER-31 to XFER-33 */
function requestRange(
  run: Run,
  entry: ChannelEntry,
  { from, to, again }: Extract<TransferEffect, { type: 'range.request' }>,
): void {
  const { choose, config } = run;
  const { transfer } = entry;
  const end = rangeEnd(from, to, BigInt(config.parameters.stateBatchSize));
  const profile = strictness(run);
  const mayAsk = ({ stateInfo: { height } }: ChannelPeer) =>
    stateCandidate({
      profile,
      start: height > from ? 'has' : 'lacks',
      end: height >= end ? 'reached' : 'below',
    }).verdict === 'ask';
  const [peer] = choose.sample(channelPeers(run, entry), 1, mayAsk);
  if (peer === undefined) return feedTransfer(run, entry, { type: 'peer.missing' });
  // XFER-33
  const { height } = peer.stateInfo;
  const last = profile === 'hardened' && height <= end ? height - 1n : end;
  const nonce = again && transfer.asked !== undefined ? transfer.asked.nonce : choose.nonce();
  transfer.asked = { nonce, from, end: last, peer: peer.pki };
  const target = { pkiId: peer.pki, endpoint: preferredEndpointOf(peer.member) };
  sendTo(run, target, stateRequestMessage(entry.name, transfer.asked));
  feedTransfer(run, entry, { type: 'range.requested' });
}

const utf8 = new TextEncoder();

/** XFER-41 */
const stateRequestMessage = (channel: string, { nonce, from, end }: AskedRange): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'stateRequest',
      { $typeName: 'gossip.RemoteStateRequest', startSeqNum: from, endSeqNum: end },
      { tag: Tag.CHAN_OR_ORG, nonce, channel: utf8.encode(channel) },
    ),
  );

const strictness = ({ config }: Run): StateResponseFacts['profile'] =>
  config.profile === 'hardened' ? 'hardened' : 'fabric';

const reasons: Readonly<Record<string, Refusal>> = {
  'XFER-D30': ignore('XFER-D30', 'nothing was asked for'),
  'XFER-D31': ignore('XFER-D31', 'the nonce is not that of the request'),
  'XFER-D32': ignore('XFER-D32', 'somebody else was asked'),
  'XFER-D33': ignore('XFER-D33', 'the nonce is not that of the request'),
  'XFER-D34': ignore('XFER-D34', 'no blocks in the response'),
  'XFER-D35': ignore('XFER-D35', 'not the blocks that were asked for'),
};

/** XFER-34 to XFER-37: a response, after the checks of XFER-20. */
export function receiveStateResponse(
  run: Run,
  entry: ChannelEntry,
  { message: { content, nonce } }: SignedMessage,
  origin: Origin,
): void {
  const { transfer } = entry;
  const { asked } = transfer;
  const payloads = content.case === 'stateResponse' ? content.value.payloads : [];
  const { verdict, clause } = stateResponse({
    pass: isIn('transfer', transfer.instance, 'requesting') ? 'waiting' : 'none',
    profile: strictness(run),
    nonce: nonce === asked?.nonce ? 'same' : 'other',
    sender: origin.sender === asked?.peer ? 'asked' : 'other',
    numbers: numbersFact(
      payloads.map(({ seqNum }) => seqNum),
      asked?.from ?? 0n,
      asked?.end ?? 0n,
    ),
  });
  if (verdict !== 'take') refuse(run, origin, reasons[clause]!);
  if (verdict === 'retry') feedTransfer(run, entry, { type: 'response.refused' });
  if (verdict === 'take') takePayloads(run, entry, payloads, origin);
}

/** rule takePayloads: XFER-37, PUSH-32. What comes before the first flaw is kept, in the buffer alone. */
function takePayloads(
  run: Run,
  entry: ChannelEntry,
  payloads: readonly Payload[],
  origin: Origin,
): void {
  const { transfer } = entry;
  const { sender } = origin;
  let isSound = true;
  let last: Payload | undefined;
  for (const payload of payloads) {
    const flaw = flawOf(run, entry, payload, last);
    last = payload;
    if (flaw !== undefined) refuse(run, origin, flaw);
    isSound = flaw === undefined;
    if (!isSound) break;
    const block: BufferedBlock = { bytes: payload.data, source: 'transfer', sender };
    transfer.parked.push({ number: payload.seqNum, block });
  }
  const outcome = offerParked(run, entry);
  if (outcome === 'refused' || !isSound) {
    transfer.parked.length = 0;
    return feedTransfer(run, entry, { type: 'response.refused' });
  }
  const through = payloads.at(-1)!.seqNum;
  const type = outcome === 'full' ? 'response.parked' : 'response.taken';
  feedTransfer(run, entry, { type, through });
  if (outcome === 'full') abandonIfStuck(run, entry);
}

/** What is wrong with a payload, if anything; `last` is the sound one before it. */
function flawOf(
  run: Run,
  entry: ChannelEntry,
  payload: Payload,
  last: Payload | undefined,
): Refusal | undefined {
  const { crypto } = run.config;
  const verified = verifyBlock(run, entry, payload.seqNum, payload.data);
  if (verified.verdict !== 'accept') return verified;
  if (!hasSoundPrivateData(payload, verified.value))
    return reject('XFER-13', 'the private data of the payload is malformed');
  if (last === undefined) return undefined;
  const { previousHash } = blockFactsOf(crypto, payload.data);
  return sameBytes(previousHash, blockFactsOf(crypto, last.data).hash)
    ? undefined
    : reject('XFER-42', 'the block does not follow the one before it');
}

/** Offers what is parked, in order, until the buffer has had enough. */
function offerParked(run: Run, entry: ChannelEntry): 'done' | 'full' | 'refused' {
  const { parked } = entry.transfer;
  for (let first = parked[0]; first !== undefined; first = parked[0]) {
    const admission = offerBlock(run, entry, first.number, first.block);
    if (admission === 'full' || admission === 'refused') return admission;
    parked.shift();
  }
  return 'done';
}

/** XFER-39: a block has been committed, so there may be room for what is parked. */
export function storeParked(run: Run, entry: ChannelEntry): void {
  const { transfer } = entry;
  if (!isIn('transfer', transfer.instance, 'storing')) return;
  const outcome = offerParked(run, entry);
  if (outcome === 'done') return feedTransfer(run, entry, { type: 'room.made' });
  if (outcome === 'refused') return abandon(run, entry);
  abandonIfStuck(run, entry);
}

/** XFER-40 */
export function abandonIfStuck(run: Run, entry: ChannelEntry): void {
  if (!isCommitting(entry)) abandon(run, entry);
}

function abandon(run: Run, entry: ChannelEntry): void {
  entry.transfer.parked.length = 0;
  feedTransfer(run, entry, { type: 'room.missing' });
}

function feedTransfer(run: Run, { name, transfer }: ChannelEntry, event: TransferEvent): void {
  feed(run, 'transfer', name, transfer.instance, event);
}
