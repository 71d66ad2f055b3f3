/** The service as any gRPC client sees it: one that knows its name, and nothing of our own client. */
import * as grpc from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';
import { MESSAGE_SIZE_MAX } from '../../src/wire/codec/limits.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that tells the length of each envelope by an envelope of four bytes, and a stream to it. */
async function openStream(): Promise<grpc.ClientDuplexStream<Buffer, Buffer>> {
  const server = createGrpcTransport({});
  closers.push(() => server.close());
  const endpoint = await server.serve('127.0.0.1:0', (stream) =>
    stream.listen({
      received: ({ length }) => stream.send(new Uint8Array(Uint32Array.of(length).buffer)),
      ended: () => {},
    }),
  );
  const client = new grpc.Client(endpoint, grpc.credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  closers.push(() => client.close());
  const same = (bytes: Buffer): Buffer => bytes;
  return client.makeBidiStreamRequest('/gossip.Gossip/GossipStream', same, same);
}

const answerTo = (call: grpc.ClientDuplexStream<Buffer, Buffer>, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    call.once('data', (answer: Buffer) => resolve(answer.readUInt32LE())).once('error', reject);
    call.write(bytes);
  });

describe('gossip.Gossip', () => {
  it('WIRE-1, WIRE-3: accepts a stream by its name alone, without metadata or compression', async () => {
    const call = await openStream();
    expect(await answerTo(call, Buffer.alloc(3))).toBe(3);
    expect(await answerTo(call, Buffer.alloc(0))).toBe(0);
  });
  it('WIRE-2: accepts an envelope of exactly messageSizeMax', async () => {
    const call = await openStream();
    expect(await answerTo(call, Buffer.alloc(MESSAGE_SIZE_MAX))).toBe(MESSAGE_SIZE_MAX);
  });
  it('WIRE-2: does not accept a longer one', async () => {
    const call = await openStream();
    await expect(answerTo(call, Buffer.alloc(MESSAGE_SIZE_MAX + 1))).rejects.toMatchObject({
      code: grpc.status.RESOURCE_EXHAUSTED,
    });
  });
});
