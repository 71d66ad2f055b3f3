/** Our gRPC client against servers that a Fabric peer never is: bare HTTP/2, scripted by hand. */
import {
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMessageDecoder, encodeMessage } from '../../src/adapters/grpc/message-decoder.js';
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';
import { freePort, listenAsProxy } from '../support/ports.js';
import { record } from '../support/streams.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Answer = (stream: ServerHttp2Stream) => void;
const HEADERS = { ':status': 200, 'content-type': 'application/grpc' };
const respond = (stream: ServerHttp2Stream, status: number, ...messages: Uint8Array[]): void => {
  stream.respond(HEADERS, { waitForTrailers: true });
  stream.on('wantTrailers', () =>
    stream.sendTrailers({ 'grpc-status': String(status), 'grpc-message': 'a%20reason' }),
  );
  for (const message of messages) stream.write(encodeMessage(message));
  stream.end();
};
const answerPing: Answer = (stream) => respond(stream, 0, new Uint8Array(0));

/** A server with these answers to Ping and GossipStream; resolves to its endpoint. */
async function serve(gossip: Answer, ping: Answer = answerPing) {
  const server: Http2Server = createServer();
  const sessions = new Set<ServerHttp2Session>();
  const requests: Record<string, unknown>[] = [];
  server.on('session', (session) => sessions.add(session.on('error', () => {})));
  server.on('stream', (stream, headers) => {
    requests.push(headers);
    stream.on('error', () => {});
    (headers[':path'] === '/gossip.Gossip/Ping' ? ping : gossip)(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests, sessions };
}
function dialler(options: Parameters<typeof createGrpcTransport>[0] = {}) {
  const client = createGrpcTransport({ connTimeoutMs: 300, dialTimeoutMs: 300, ...options });
  closers.push(() => client.close());
  return client;
}

describe('gRPC client', () => {
  it('delivers every message that came before a status, whatever the status', async () => {
    const messages = Array.from({ length: 50 }, (_, i) => new Uint8Array(1_000).fill(i));
    for (const [status, ends] of [
      [0, 'OK'],
      [2, 'UNKNOWN'],
      [8, 'UNKNOWN'],
    ] as const) {
      const { endpoint } = await serve((stream) => respond(stream, status, ...messages));
      const dialled = record(await dialler().dial(endpoint));
      await dialled.ended;
      expect(dialled.received).toEqual(messages);
      expect(dialled.ends.map((end) => end.status)).toEqual([ends]);
    }
  });

  it('asks as gRPC asks', async () => {
    const { endpoint, requests } = await serve((stream) => respond(stream, 0));
    await record(await dialler().dial(endpoint)).ended;
    const common = {
      ':method': 'POST',
      ':scheme': 'http',
      ':authority': endpoint,
      'content-type': 'application/grpc',
      te: 'trailers',
    };
    expect(requests).toMatchObject([
      { ...common, ':path': '/gossip.Gossip/Ping', 'grpc-timeout': '300m' },
      { ...common, ':path': '/gossip.Gossip/GossipStream' },
    ]);
  });

  const trailersOnly: Answer = (stream) =>
    stream.respond(
      { ...HEADERS, 'grpc-status': '12', 'grpc-message': 'no%20such' },
      { endStream: true },
    );
  it.each<[string, Answer, string]>([
    ['a status without messages', trailersOnly, 'UNIMPLEMENTED: no such'],
    [
      'a reason that does not decode',
      (stream) =>
        stream.respond(
          { ...HEADERS, 'grpc-status': '2', 'grpc-message': '%zz' },
          { endStream: true },
        ),
      'UNKNOWN: %zz',
    ],
    [
      'a status that is no number',
      (stream) => stream.respond({ ...HEADERS, 'grpc-status': 'x' }, { endStream: true }),
      'UNKNOWN',
    ],
    [
      'an HTTP error',
      (stream) => stream.respond({ ':status': 404 }, { endStream: true }),
      'UNKNOWN: HTTP status 404',
    ],
    [
      'an end without status',
      (stream) => {
        stream.respond(HEADERS);
        stream.end();
      },
      'UNAVAILABLE: the connection was lost',
    ],
    ['a reset', (stream) => stream.close(2), 'CANCELLED: the stream was reset (2)'],
    [
      'a lost connection',
      (stream) => stream.session!.destroy(),
      'UNAVAILABLE: the connection was lost',
    ],
    [
      'a compressed message',
      (stream) => {
        stream.respond(HEADERS);
        stream.write(Uint8Array.of(1, 0, 0, 0, 0));
      },
      'INTERNAL: a message is compressed, which nobody asked for',
    ],
    [
      'a message above the limit',
      (stream) => {
        stream.respond(HEADERS);
        stream.write(Uint8Array.of(0, 0, 0, 4, 1));
      },
      'RESOURCE_EXHAUSTED: a message of 1025 bytes exceeds the limit of 1024',
    ],
  ])('ends with UNKNOWN on %s', async (_, answer, reason) => {
    const { endpoint } = await serve(answer);
    const dialled = record(await dialler({ maxRecvMsgSize: 1_024 }).dial(endpoint));
    await dialled.ended;
    expect(dialled.ends).toEqual([{ status: 'UNKNOWN', reason }]);
  });

  it.each<[string, Answer, string]>([
    ['refused', trailersOnly, 'Ping: UNIMPLEMENTED: no such'],
    ['not answered', () => {}, 'no answer to Ping within 300 ms'],
    ['cut off', (stream) => stream.session!.destroy(), 'Ping'],
  ])('fails to dial where Ping is %s', async (_, ping, reason) => {
    const { endpoint } = await serve(() => {}, ping);
    await expect(dialler().dial(endpoint)).rejects.toThrow(reason);
  });

  it('ends its stream rather than send a message above the limit', async () => {
    const { endpoint } = await serve((stream) => stream.respond(HEADERS));
    const dialled = record(await dialler({ maxSendMsgSize: 10 }).dial(endpoint));
    dialled.stream.send(new Uint8Array(11));
    await dialled.ended;
    expect(dialled.ends).toMatchObject([
      { status: 'UNKNOWN', reason: expect.stringContaining('RESOURCE_EXHAUSTED') },
    ]);
  });

  it('pings an open connection, and closes one that does not answer', async () => {
    const pings: unknown[] = [];
    const { endpoint, sessions } = await serve((stream) => stream.respond(HEADERS));
    const keepalive = {
      intervalMs: 1e6,
      timeoutMs: 1e6,
      client: { intervalMs: 5, timeoutMs: 1_000 },
    };
    const dialled = record(await dialler({ keepalive }).dial(endpoint));
    await new Promise<void>((resolve) => {
      for (const session of sessions)
        session.on('ping', (payload) => {
          pings.push(payload);
          if (pings.length === 3) resolve();
        });
    });
    expect(dialled.ends).toEqual([]);
    const proxy = await listenAsProxy(Number(endpoint.split(':')[1]));
    closers.push(() => proxy.close());
    const impatient = { ...keepalive, client: { intervalMs: 5, timeoutMs: 500 } };
    const silenced = record(await dialler({ keepalive: impatient }).dial(proxy.endpoint));
    proxy.hush();
    await silenced.ended;
    expect(silenced.ends).toMatchObject([{ status: 'UNKNOWN' }]);
  });

  it('tries a refused port again until dialTimeout is over', async () => {
    const endpoint = `127.0.0.1:${await freePort()}`;
    const pinged = dialler({ dialTimeoutMs: 10_000, connTimeoutMs: 2_000 }).ping(endpoint);
    // The first attempt is refused before anybody can listen.
    await new Promise((resolve) => setImmediate(resolve));
    const server = createGrpcTransport();
    closers.push(() => server.close());
    await server.serve(endpoint, () => {});
    await pinged;
  });
});

describe('gRPC messages', () => {
  it('are read however they are cut, and not after a flaw', () => {
    const decoder = createMessageDecoder(10);
    const bytes = [...encodeMessage(Uint8Array.of(1, 2)), ...encodeMessage(new Uint8Array(0))];
    const messages = bytes.flatMap((byte) => [...decoder.push(Uint8Array.of(byte)).messages]);
    expect(messages).toEqual([Uint8Array.of(1, 2), new Uint8Array(0)]);
    expect(decoder.push(encodeMessage(new Uint8Array(11))).flaw?.details).toContain('11 bytes');
    expect(decoder.push(encodeMessage(new Uint8Array(1)))).toMatchObject({ messages: [] });
  });
});
