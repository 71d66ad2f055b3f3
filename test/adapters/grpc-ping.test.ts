/** A dial is not done before its Ping was answered. */
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('gRPC client: Ping', () => {
  it('LINK-34, LINK-32: a dial whose Ping is not answered fails, and opens no stream', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer().on('stream', (stream, { ':path': path }) => {
      stream.on('error', () => {});
      asked.push(path);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const client = createGrpcTransport({ connTimeoutMs: 50 });
    closers.push(() => client.close());
    const { port } = server.address() as AddressInfo;
    await expect(client.dial(`127.0.0.1:${port}`)).rejects.toThrow('Ping');
    expect(asked).toEqual(['/gossip.Gossip/Ping']);
  });
});
