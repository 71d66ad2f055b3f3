/**
 * The two methods of gossip.Gossip. Envelopes pass through as bytes: what they say is read elsewhere.
 */
import type { MethodDefinition } from '@grpc/grpc-js';

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** A copy of its own: a slice would keep the whole chunk that it arrived in. */
const asBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);

type Method = MethodDefinition<Uint8Array, Uint8Array>;

const method = (name: string, isStream: boolean): Method => ({
  path: `/gossip.Gossip/${name}`,
  requestStream: isStream,
  responseStream: isStream,
  requestSerialize: asBuffer,
  requestDeserialize: asBytes,
  responseSerialize: asBuffer,
  responseDeserialize: asBytes,
});

/** WIRE-1, WIRE-3: envelopes both ways, for as long as both ends like, and nothing else with them. */
export const gossipStream = method('GossipStream', true);
/** Empty for Empty. */
export const ping = method('Ping', false);
/** gossip.Empty, serialized. */
export const EMPTY = new Uint8Array(0);
