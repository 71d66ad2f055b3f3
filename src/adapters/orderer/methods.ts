/** The two methods of orderer.AtomicBroadcast. Messages pass through as bytes. */
import type { MethodDefinition } from '@grpc/grpc-js';

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
/** A copy of its own: a slice would keep the whole chunk that it arrived in. */
const asBytes = (buffer: Buffer): Uint8Array => new Uint8Array(buffer);

const method = (name: string): MethodDefinition<Uint8Array, Uint8Array> => ({
  path: `/orderer.AtomicBroadcast/${name}`,
  requestStream: true,
  responseStream: true,
  requestSerialize: asBuffer,
  requestDeserialize: asBytes,
  responseSerialize: asBuffer,
  responseDeserialize: asBytes,
});

/** common.Envelope in, orderer.BroadcastResponse out. */
export const broadcastMethod = method('Broadcast');
/** common.Envelope in, orderer.DeliverResponse out. */
export const deliverMethod = method('Deliver');
