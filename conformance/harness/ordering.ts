/**
 * The suite as ordering service: it records who asks for which blocks, checks the signature of the
 * question, and delivers whatever a case says, when it says so.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  BlockSchema,
  type ChannelHeader,
  ChannelHeaderSchema,
  EnvelopeSchema,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../src/wire/gen/common/common_pb.js';
import {
  DeliverResponseSchema,
  type SeekInfo,
  SeekInfoSchema,
} from '../../src/wire/gen/orderer/ab_pb.js';
import type { CaseClock } from './clock.js';
import type { Evidence } from './evidence.js';
import type { MintedChannel } from './minting/channel/chain.js';
import { decodeIdentity } from './wire/decode.js';
import type { DeliverCall } from './wire/deliver-server.js';
import { isSignedBy } from './wire/sign.js';

/** What a peer asked an orderer for. */
export interface Seek {
  readonly channelHeader: ChannelHeader;
  readonly info: SeekInfo;
  /** Bytes of msp.SerializedIdentity. */
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  /** Whether the creator has signed it. */
  readonly isSigned: boolean;
}

/** One Deliver stream of a target, from its seek on. */
export interface Delivery {
  readonly name: string;
  readonly seek: Seek;
  /** The number of the first block asked for. */
  readonly from: number;
  /** Since the start of the case. */
  readonly openedAtMs: number;
  /** Whether neither side has ended it. */
  readonly isOpen: boolean;
  /** A serialized block. */
  block(bytes: Uint8Array): void;
  /** common.Status, by its number. */
  status(code: number): void;
  /** Ends the stream in order. */
  end(): void;
  /** Breaks it. */
  abort(): void;
}

export interface Orderer {
  readonly name: string;
  /** host:port */
  readonly endpoint: string;
  /** Streams in the order in which they came. */
  readonly deliveries: readonly Delivery[];
  /** What happens at a seek; default: nothing, the stream stays open without a block. */
  sought: (delivery: Delivery) => void;
  /** Delivers blocks of this channel from the seek on, up to a number, and to open streams at once. */
  serve(channel: MintedChannel, upTo: number): void;
}

export interface OrdererSetting {
  readonly name: string;
  readonly clock: CaseClock;
  readonly evidence: Evidence;
}

/** An orderer without its network: `accept` takes each stream that a target opens. */
export function createOrderer({ name, clock, evidence }: OrdererSetting): Orderer & {
  at(endpoint: string): void;
  accept(call: DeliverCall): void;
} {
  const deliveries: Delivery[] = [];
  const startMs = clock.now();
  let endpoint = '';
  const serving = new Map<string, { readonly channel: MintedChannel; upTo: number }>();
  const sent = new Map<Delivery, number>();
  const note = (detail: string, bytes?: Uint8Array): void => {
    evidence.add({ probe: name, stream: '', type: 'note', detail, ...(bytes && { bytes }) });
  };

  const catchUp = (delivery: Delivery): void => {
    const served = serving.get(delivery.seek.channelHeader.channelId);
    if (!served || !delivery.isOpen) return;
    const from = sent.get(delivery) ?? delivery.from;
    for (let number = from; number <= served.upTo; number += 1) {
      delivery.block(served.channel.block(number));
    }
    sent.set(delivery, Math.max(from, served.upTo + 1));
  };

  const open = (call: DeliverCall, stream: string, bytes: Uint8Array): Delivery => {
    const seek = readSeek(bytes);
    let over = false;
    const send = (type: { case: 'status'; value: number } | { case: 'block'; value: never }) =>
      call.send(toBinary(DeliverResponseSchema, create(DeliverResponseSchema, { Type: type })));
    const start = seek.info.start?.Type;
    const delivery: Delivery & { close(): void } = {
      name: stream,
      seek,
      from: start?.case === 'specified' ? Number(start.value.number) : 0,
      openedAtMs: clock.now() - startMs,
      get isOpen() {
        return !over;
      },
      block(of) {
        const block = fromBinary(BlockSchema, of);
        note(`${stream}: delivers block ${block.header?.number}`, of);
        send({ case: 'block', value: block as never });
      },
      status(code) {
        note(`${stream}: answers with status ${code}`);
        send({ case: 'status', value: code });
      },
      end() {
        note(`${stream}: ends the stream`);
        over = true;
        call.end();
      },
      abort() {
        note(`${stream}: breaks the stream`);
        over = true;
        call.abort();
      },
      close() {
        if (over) return;
        over = true;
        note(`${stream}: the target ended the stream`);
      },
    };
    closers.set(call, delivery.close);
    const asked = `${seek.channelHeader.channelId} from block ${delivery.from} on`;
    note(`${stream}: the target asks for ${asked}`);
    return delivery;
  };
  const closers = new Map<DeliverCall, () => void>();

  const orderer = {
    name,
    get endpoint() {
      return endpoint;
    },
    deliveries,
    sought: () => {},
    serve(channel: MintedChannel, upTo: number) {
      serving.set(channel.id, { channel, upTo });
      for (const delivery of deliveries) catchUp(delivery);
    },
    at(assigned: string) {
      endpoint = assigned;
    },
    accept(call: DeliverCall) {
      let asked = false;
      call.listen({
        received(bytes) {
          const stream = `${name}.${deliveries.length + 1}`;
          const delivery = asked ? undefined : attempt(() => open(call, stream, bytes));
          asked = true;
          if (!delivery) {
            note(`${stream}: breaks the stream, for the target sent what is no first seek`);
            call.abort();
            return;
          }
          deliveries.push(delivery);
          orderer.sought(delivery);
          catchUp(delivery);
          clock.poke();
        },
        ended() {
          closers.get(call)?.();
          clock.poke();
        },
      });
    },
  } as Orderer & { at(endpoint: string): void; accept(call: DeliverCall): void };
  return orderer;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** @throws Error if the bytes are no seek. */
function readSeek(bytes: Uint8Array): Seek {
  const envelope = fromBinary(EnvelopeSchema, bytes);
  const { header, data } = fromBinary(PayloadSchema, envelope.payload);
  const { creator, nonce } = fromBinary(SignatureHeaderSchema, header!.signatureHeader);
  const identity = decodeIdentity(creator);
  const pem = Buffer.from(identity?.idBytes ?? []).toString();
  return {
    channelHeader: fromBinary(ChannelHeaderSchema, header!.channelHeader),
    info: fromBinary(SeekInfoSchema, data),
    creator,
    nonce,
    isSigned: isSignedBy(pem, envelope.payload, envelope.signature),
  };
}
