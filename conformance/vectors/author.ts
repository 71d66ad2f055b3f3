/** What the peers of the world say: the suite's builders with defaults that make a legal message. */
import { toBinary } from '@bufbuild/protobuf';
import { type Envelope, EnvelopeSchema } from '../../src/wire/gen/gossip/message_pb.js';
import {
  dataMessage,
  type LeadershipOptions,
  leadership,
  peerIdentity,
  type StateInfoOptions,
  stateInfo,
} from '../harness/wire/channel-messages.js';
import { type AliveOptions, alive, type ConnOptions, conn } from '../harness/wire/messages.js';
import type { VectorPeer } from './mint/organisation.js';
import { base64, type VectorInput } from './vector.js';
import { NOW_MS, type World } from './world.js';

/** Start of every peer, in nanoseconds since 1970. */
export const INC_NUM = BigInt(NOW_MS) * 1_000_000n;

export const externalOf = (name: string): string => `${name}.test:7051`;
export const internalOf = (name: string): string => `${name}.internal:7051`;

export interface Author {
  readonly world: World;
  peer(name: string): VectorPeer;
  conn(name: string, options?: ConnOptions): Envelope;
  alive(name: string, options?: Partial<AliveOptions>): Envelope;
  stateInfo(name: string, channel: string, options?: Partial<StateInfoOptions>): Envelope;
  leadership(
    name: string,
    channel: string,
    isDeclaration: boolean,
    options?: Partial<LeadershipOptions>,
  ): Envelope;
  peerIdentity(name: string, options?: Parameters<typeof peerIdentity>[1]): Envelope;
  /** Block `number` of the channel's chain as a DataMessage. */
  block(channel: string, number: number): Envelope;
}

export const authorOf = (world: World): Author => ({
  world,
  peer: world.peer,
  conn(name, options = {}) {
    const peer = world.peer(name);
    return conn(peer, { tlsCertHash: peer.tlsHash, ...options });
  },
  alive: (name, options = {}) =>
    alive(world.peer(name), {
      endpoint: externalOf(name),
      internal: internalOf(name),
      incNum: INC_NUM,
      seqNum: 1n,
      ...options,
    }),
  stateInfo: (name, channel, options = {}) =>
    stateInfo(world.peer(name), channel, { incNum: INC_NUM, seqNum: 1n, height: 3n, ...options }),
  leadership: (name, channel, isDeclaration, options = {}) =>
    leadership(world.peer(name), channel, isDeclaration, {
      incNum: INC_NUM,
      seqNum: 1n,
      ...options,
    }),
  peerIdentity: (name, options = {}) => peerIdentity(world.peer(name), options),
  block: (channel, number) => dataMessage(channel, number, world.channel(channel).block(number)),
});

export const envelopeBytes = (envelope: Envelope): Uint8Array => toBinary(EnvelopeSchema, envelope);

/** A message of somebody whose identity is proved: a peer by name, or a stream of an earlier handshake. */
export const from = (sender: string, envelope: Envelope): VectorInput => ({
  type: 'envelope',
  from: sender,
  envelope: base64(envelopeBytes(envelope)),
});
