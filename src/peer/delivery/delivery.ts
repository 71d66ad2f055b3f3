/**
 * Delivery: the leader's client of the ordering service.
 *
 * Implements spec/12-delivery.md, DELV-1 to DELV-3, DELV-10, DELV-19 to DELV-29. The machine is
 * src/machines/delivery.machine.ts.
 */
import type {
  DeliveryClient,
  DeliveryEffect,
  DeliveryEvent,
} from '../../machines/delivery.machine.js';
import type { OrdererEndpoint } from '../../wire/channel/port.js';
import { gossipOwnBlock } from '../blocks/receive.js';
import { blockFactsOf } from '../blocks/verify.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { PeerConfig } from '../config.js';
import { yieldLeadership } from '../election/election.js';
import { refuse } from '../refuse.js';
import { feed, instanceOf, type Run } from '../run.js';
import type { Instance } from '../state.js';
import { offerBlock } from '../transfer/buffer.js';
import { drawOrderer, orderersOf, sameOrderers } from './orderers.js';
import { type DeliveredBlock, judgeResponse } from './response.js';
import { seekEnvelope } from './seek.js';

export interface Delivery {
  readonly instance: Instance<DeliveryClient>;
  /** Number of the Deliver stream in use; 0 if none. */
  stream: number;
  /** The endpoints from which that of the stream was drawn. */
  orderers: readonly OrdererEndpoint[];
  /** What the next block is compared with (DELV-16). */
  nextNumber: bigint;
  previousHash: Uint8Array;
  /** The newest config block that was handed over; it may have been committed since. */
  config: DeliveredBlock | undefined;
  /** The block that waits for room in the buffer (DELV-24). */
  held: DeliveredBlock | undefined;
}

export const newDelivery = ({ parameters, leadership, profile }: PeerConfig): Delivery => ({
  instance: instanceOf({
    isStatic: leadership === 'static',
    forgetsWaits: profile !== 'fabric-2.5', // DELV-8, DELV-9
    failureCount: 0,
    waitedMs: 0,
    minimalReconnectIntervalMs: parameters.minimalReconnectInterval,
    reconnectBackoffThresholdMs: parameters.reconnectBackoffThreshold,
    reconnectTotalTimeThresholdMs: parameters.reconnectTotalTimeThreshold,
  }),
  stream: 0,
  orderers: [],
  nextNumber: 0n,
  previousHash: new Uint8Array(0),
  config: undefined,
  held: undefined,
});

export const startDelivery = (run: Run, entry: ChannelEntry): void =>
  feedDelivery(run, entry, 'delivery.started');

/** DELV-21 */
export function stopDelivery(run: Run, entry: ChannelEntry): void {
  feedDelivery(run, entry, 'delivery.stopped');
  entry.delivery.config = undefined;
}

export function ordererOpened(run: Run, entry: ChannelEntry, stream: number): void {
  if (isCurrent(entry, stream)) feedDelivery(run, entry, 'stream.opened');
}

export function ordererEnded(run: Run, entry: ChannelEntry, stream: number, _reason: string): void {
  if (!isCurrent(entry, stream)) return;
  entry.delivery.stream = 0;
  feedDelivery(run, entry, 'stream.ended');
}

/** DELV-14, DELV-15, DELV-29 */
export function ordererReceived(
  run: Run,
  entry: ChannelEntry,
  stream: number,
  bytes: Uint8Array,
): void {
  const { delivery } = entry;
  if (!isCurrent(entry, stream)) return;
  if (delivery.held !== undefined) return feedDelivery(run, entry, 'response.refused');
  const judged = judgeResponse(run, entry, bytes);
  if (judged.verdict !== 'accept') {
    const link = `orderer/${stream}`;
    refuse(run, { link, sender: '', message: 'deliverResponse', author: '' }, judged);
    return feedDelivery(run, entry, 'response.refused');
  }
  const block = judged.value;
  delivery.nextNumber = block.number + 1n;
  delivery.previousHash = blockFactsOf(run.config.crypto, block.bytes).hash;
  handOver(run, entry, block);
}

/** DELV-24: the buffer has room again, or the ledger has grown. */
export function bufferDrained(run: Run, entry: ChannelEntry): void {
  const { held } = entry.delivery;
  if (held !== undefined) handOver(run, entry, held);
}

/** DELV-10, DELV-20: a configuration took effect, or one was handed over. */
export function orderersChanged(run: Run, entry: ChannelEntry): void {
  if (!sameOrderers(entry.delivery.orderers, orderersOf(run, entry)))
    feedDelivery(run, entry, 'orderers.changed');
}

export function performDelivery(run: Run, entry: ChannelEntry, effect: DeliveryEffect): void {
  const { name: channel, delivery } = entry;
  const { stream } = delivery;
  switch (effect.type) {
    case 'stream.open':
      return openStream(run, entry);
    case 'stream.seek':
      delivery.nextNumber = entry.height;
      delivery.previousHash = entry.lastHash;
      run.out.push({
        type: 'orderer.send',
        channel,
        stream,
        bytes: seekEnvelope(run, channel, entry.height),
      });
      return;
    case 'stream.pause':
      run.out.push({ type: 'orderer.pause', channel, stream });
      return;
    case 'stream.resume':
      run.out.push({ type: 'orderer.resume', channel, stream });
      return;
    case 'stream.close':
      delivery.held = undefined;
      delivery.stream = 0;
      if (stream !== 0) run.out.push({ type: 'orderer.close', channel, stream });
      return;
    case 'delivery.end':
      return yieldLeadership(run, entry);
  }
}

/** DELV-1, DELV-3. An attempt without an endpoint fails. */
function openStream(run: Run, entry: ChannelEntry): void {
  const { name: channel, delivery } = entry;
  delivery.orderers = orderersOf(run, entry);
  const orderer = drawOrderer(run, delivery.orderers);
  if (orderer === undefined) return feedDelivery(run, entry, 'stream.ended');
  run.state.orderedCount += 1;
  delivery.stream = run.state.orderedCount;
  const { endpoint, tlsRootCerts } = orderer;
  run.out.push({
    type: 'orderer.open',
    channel,
    stream: delivery.stream,
    endpoint,
    tlsRootCerts,
  });
}

/** DELV-23 to DELV-28 */
function handOver(run: Run, entry: ChannelEntry, block: DeliveredBlock): void {
  const { delivery } = entry;
  const { number, bytes } = block;
  const admission = offerBlock(run, entry, number, { bytes, source: 'orderer' });
  if (admission === 'full') {
    delivery.held = block;
    return feedDelivery(run, entry, 'block.held');
  }
  delivery.held = undefined;
  if (admission === 'refused') return feedDelivery(run, entry, 'response.refused');
  // DELV-25, DELV-27
  if (run.config.blockGossip)
    gossipOwnBlock(run, entry, {
      $typeName: 'gossip.Payload',
      seqNum: number,
      data: bytes,
      privateData: [],
    });
  feedDelivery(run, entry, 'block.handled');
  if (blockFactsOf(run.config.crypto, bytes).isConfig) configHandedOver(run, entry, block);
}

/** DELV-17, DELV-19: whether it reads is judged again when it is committed. */
function configHandedOver(run: Run, entry: ChannelEntry, block: DeliveredBlock): void {
  const { profile, channelReader } = run.config;
  if (profile === 'fabric-2.5' || block.number < entry.height) return;
  if (channelReader?.read(block.bytes).verdict !== 'accept')
    return feedDelivery(run, entry, 'response.refused');
  entry.delivery.config = block;
  orderersChanged(run, entry);
}

/** DELV-22 */
const isCurrent = ({ delivery }: ChannelEntry, stream: number): boolean =>
  delivery.stream === stream;

function feedDelivery(run: Run, entry: ChannelEntry, type: DeliveryEvent['type']): void {
  feed(run, 'delivery', entry.name, entry.delivery.instance, { type } as DeliveryEvent);
}
