/**
 * The gRPC server against remotes that our own client never is: without a certificate, half-closed,
 * too large, silent, slow, or not speaking gRPC at all. The remote is grpc-js or a bare socket.
 */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { grpcSettings, serverOptions } from '../../src/adapters/grpc/options.js';
import { EMPTY, gossipStream, ping } from '../../src/adapters/grpc/service.js';
import { createGrpcTransport } from '../../src/adapters/grpc/transport.js';
import type { TlsMaterial } from '../../src/adapters/tls.js';
import { createAuthority } from '../support/certificates.js';
import { listenAsProxy, listenSilently } from '../support/ports.js';
import { type Recorder, record, recordAll } from '../support/streams.js';

type Options = Parameters<typeof createGrpcTransport>[0];
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(options: Options = {}) {
  const server = createGrpcTransport(options);
  closers.push(() => server.close());
  const accepted: Recorder[] = [];
  const endpoint = await server.serve('127.0.0.1:0', recordAll(accepted));
  return { server, accepted, endpoint, port: Number(endpoint.split(':')[1]) };
}

function remoteAt(endpoint: string, credentials = grpc.credentials.createInsecure()) {
  const client = new grpc.Client(endpoint, credentials, { 'grpc.use_local_subchannel_pool': 1 });
  closers.push(() => client.close());
  const open = () => {
    const call = client.makeBidiStreamRequest(
      gossipStream.path,
      gossipStream.requestSerialize,
      gossipStream.responseDeserialize,
    );
    const received: Uint8Array[] = [];
    call.on('data', (bytes) => received.push(bytes)).on('error', () => {});
    const status = new Promise<grpc.StatusObject>((resolve) => call.on('status', resolve));
    return { call, received, status };
  };
  const callPing = () =>
    new Promise<Uint8Array>((resolve, reject) =>
      client.makeUnaryRequest(
        ping.path,
        ping.requestSerialize,
        ping.responseDeserialize,
        EMPTY,
        (error, answer) => (error ? reject(error) : resolve(answer!)),
      ),
    );
  return { open, callPing };
}

const bare = (port: number): { readonly socket: Socket; readonly isClosed: Promise<void> } => {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  closers.push(() => socket.destroy());
  socket.resume();
  return { socket, isClosed: new Promise((resolve) => socket.once('close', () => resolve())) };
};

describe('gRPC server: certificates', () => {
  const handshakeAt = (port: number, tls: TlsMaterial, options: object) =>
    new Promise<TLSSocket>((resolve, reject) => {
      const socket = connectTls({
        port,
        host: '127.0.0.1',
        ca: [...tls.rootCaPems],
        ALPNProtocols: ['h2'],
        ...options,
      });
      closers.push(() => socket.destroy());
      socket.once('secureConnect', () => resolve(socket)).once('error', reject);
    });

  it('LINK-2: hands over a stream whose remote has no certificate, for the peer to refuse', async () => {
    const tls = await (await createAuthority('one')).issue('server');
    const { accepted, endpoint } = await serve({ tls });
    const { open, callPing } = remoteAt(
      endpoint,
      grpc.credentials.createSsl(Buffer.from(tls.rootCaPems[0]!)),
    );
    expect(await callPing()).toEqual(EMPTY);
    const { received, status } = open();
    await recordAll.grown(accepted, 1);
    expect(accepted[0]!.stream.remoteTlsHash).toBeUndefined();
    expect(accepted[0]!.stream.localTlsHash?.length).toBe(32);
    accepted[0]!.stream.end('UNKNOWN');
    expect(await status).toMatchObject({ code: grpc.status.UNKNOWN });
    expect(received).toEqual([]);
  });

  it('hands over a stream whose certificate nobody here trusts', async () => {
    const tls = await (await createAuthority('one')).issue('server');
    const stranger = await (await createAuthority('two')).issue('stranger');
    const { accepted, endpoint } = await serve({ tls });
    const client = createGrpcTransport({ tls: { ...stranger, rootCaPems: tls.rootCaPems } });
    closers.push(() => client.close());
    const stream = await client.dial(endpoint);
    await recordAll.grown(accepted, 1);
    expect(accepted[0]!.stream.remoteTlsHash).toEqual(stream.localTlsHash);
  });

  it('refuses it where client certificates are required', async () => {
    const tls = await (await createAuthority('one')).issue('server');
    const stranger = await (await createAuthority('two')).issue('stranger');
    const refused: string[] = [];
    const { accepted, endpoint } = await serve({
      tls: { ...tls, clientAuthRequired: true, clientRootCaPems: tls.rootCaPems },
      observer: { refused: (_, reason) => refused.push(reason) },
    });
    const dial = (material: TlsMaterial) => {
      const client = createGrpcTransport({ tls: material, dialTimeoutMs: 400, connTimeoutMs: 400 });
      closers.push(() => client.close());
      return client.dial(endpoint);
    };
    await expect(dial({ ...stranger, rootCaPems: tls.rootCaPems })).rejects.toThrow(endpoint);
    expect(accepted).toEqual([]);
    expect(refused.length).toBeGreaterThan(0);
    await dial(tls);
    await recordAll.grown(accepted, 1);
  });

  it('speaks TLS 1.2 and 1.3 with the suites of Fabric, and h2', async () => {
    const tls = await (await createAuthority('one')).issue('server');
    const { port } = await serve({ tls });
    const newest = await handshakeAt(port, tls, {});
    expect([newest.getProtocol(), newest.alpnProtocol]).toEqual(['TLSv1.3', 'h2']);
    const older = await handshakeAt(port, tls, { maxVersion: 'TLSv1.2' });
    expect([older.getProtocol(), older.getCipher().name]).toEqual([
      'TLSv1.2',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
    ]);
    expect(older.getTLSTicket()).toBeUndefined();
    await expect(
      handshakeAt(port, tls, {
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    ).rejects.toThrow();
    await expect(
      handshakeAt(port, tls, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA' }),
    ).rejects.toThrow();
  });
});

describe('gRPC server: streams', () => {
  it('gives a half-closed stream the status that the peer decides on later', async () => {
    const { accepted, endpoint } = await serve();
    const { call, received, status } = remoteAt(endpoint).open();
    call.write(Uint8Array.of(1));
    call.end();
    await recordAll.grown(accepted, 1);
    await accepted[0]!.ended;
    expect(accepted[0]!.ends[0]!.status).toBe('OK');
    accepted[0]!.stream.send(Uint8Array.of(2));
    accepted[0]!.stream.end('UNKNOWN');
    expect(await status).toMatchObject({ code: grpc.status.UNKNOWN });
    expect(received).toEqual([Uint8Array.of(2)]);
  });

  it('tells of a stream that the remote cancelled', async () => {
    const { accepted, endpoint } = await serve();
    const { call } = remoteAt(endpoint).open();
    await recordAll.grown(accepted, 1);
    call.cancel();
    await accepted[0]!.ended;
    expect(accepted[0]!.ends).toMatchObject([{ status: 'UNKNOWN' }]);
  });

  it('tells of a connection that broke', async () => {
    const { accepted, port } = await serve();
    const proxy = await listenAsProxy(port);
    closers.push(() => proxy.close());
    const client = createGrpcTransport();
    closers.push(() => client.close());
    const dialled = record(await client.dial(proxy.endpoint));
    await recordAll.grown(accepted, 1);
    proxy.cut();
    await Promise.all([accepted[0]!.ended, dialled.ended]);
    expect([accepted[0]!.ends, dialled.ends]).toMatchObject([
      [{ status: 'UNKNOWN' }],
      [{ status: 'UNKNOWN' }],
    ]);
  });

  it('ends a stream with a message above the limit, and only that one', async () => {
    const { accepted, endpoint } = await serve({ maxRecvMsgSize: 1_000 });
    const remote = remoteAt(endpoint);
    const [bad, good] = [remote.open(), remote.open()];
    await recordAll.grown(accepted, 2);
    bad.call.write(new Uint8Array(1_001));
    expect(await bad.status).toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED });
    good.call.write(new Uint8Array(1_000));
    const [badEnd, goodEnd] = accepted;
    await Promise.race([badEnd!.ended, goodEnd!.ended]);
    await Promise.race([badEnd!.holds(1), goodEnd!.holds(1)]);
    expect(accepted.flatMap(({ received }) => received.map(({ length }) => length))).toEqual([
      1_000,
    ]);
    expect(accepted.flatMap(({ ends }) => ends.map(({ status }) => status))).toEqual(['UNKNOWN']);
  });

  it('holds no more than its queue for a remote that does not read, and still serves others', async () => {
    let overflowCount = 0;
    const { accepted, endpoint } = await serve({
      sendBuffSize: 50,
      endTimeoutMs: 50,
      observer: { overflowed: () => overflowCount++ },
    });
    const slow = remoteAt(endpoint).open();
    slow.call.pause();
    await recordAll.grown(accepted, 1);
    for (let i = 0; i < 100; i += 1) accepted[0]!.stream.send(new Uint8Array(1_000_000));
    expect(overflowCount).toBe(100 - 51);
    expect(await remoteAt(endpoint).callPing()).toEqual(EMPTY);
    accepted[0]!.stream.end('OK');
    expect((await slow.status).code).not.toBe(grpc.status.OK);
  });

  it('drops what exceeds the bytes of the queue, but never a message that comes alone', async () => {
    let overflowCount = 0;
    const { accepted, endpoint } = await serve({
      maxSendMsgSize: 1_000,
      observer: { overflowed: () => overflowCount++ },
    });
    const { received, status } = remoteAt(endpoint).open();
    await recordAll.grown(accepted, 1);
    for (const size of [600, 400, 1]) accepted[0]!.stream.send(new Uint8Array(size));
    accepted[0]!.stream.end('OK');
    await status;
    expect(overflowCount).toBe(1);
    expect(received.map(({ length }) => length)).toEqual([600, 400]);
  });

  it('counts what it sends and receives', async () => {
    const counts: string[] = [];
    const { accepted, endpoint } = await serve({
      observer: {
        sent: (bytes) => counts.push(`sent ${bytes}`),
        received: (bytes) => counts.push(`received ${bytes}`),
      },
    });
    const { call, status } = remoteAt(endpoint).open();
    await recordAll.grown(accepted, 1);
    call.write(Uint8Array.of(1, 2));
    await accepted[0]!.holds(1);
    accepted[0]!.stream.send(Uint8Array.of(1, 2, 3));
    accepted[0]!.stream.end('OK');
    await status;
    expect(counts).toEqual(['received 2', 'sent 3']);
  });
});

describe('gRPC server: remotes that speak something else', () => {
  const garbage = [
    ['nothing', ''],
    ['HTTP/1.1', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['zeros', '\0'.repeat(100_000)],
    [
      'a broken HTTP/2 preface',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    ],
    ['half a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ] as const;

  it.each([false, true])('closes their connections and lives on (TLS: %s)', async (isTls) => {
    const authority = await createAuthority('one');
    const tls = await authority.issue('server');
    const { accepted, endpoint, port } = await serve({
      ...(isTls && { tls }),
      connectionTimeoutMs: 50,
    });
    await Promise.all(
      garbage.map(([, text]) => {
        const { socket, isClosed } = bare(port);
        socket.write(Buffer.from(text, 'latin1'));
        return isClosed;
      }),
    );
    const reset = bare(port);
    reset.socket.once('connect', () => reset.socket.resetAndDestroy());
    await reset.isClosed;
    expect(accepted).toEqual([]);
    const client = createGrpcTransport(isTls ? { tls: await authority.issue('client') } : {});
    closers.push(() => client.close());
    await client.ping(endpoint);
  });

  it('closes a connection that is silent after TLS', async () => {
    const tls = await (await createAuthority('one')).issue('server');
    const { port } = await serve({ tls, connectionTimeoutMs: 50 });
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca: [...tls.rootCaPems],
      ALPNProtocols: ['h2'],
    });
    socket.on('error', () => {}).resume();
    await new Promise((resolve) => socket.once('close', resolve));
  });

  it('answers calls of other services and methods with UNIMPLEMENTED', async () => {
    const { endpoint } = await serve();
    const client = new grpc.Client(endpoint, grpc.credentials.createInsecure());
    closers.push(() => client.close());
    const code = await new Promise((resolve) =>
      client.makeUnaryRequest(
        '/protos.Endorser/ProcessProposal',
        ping.requestSerialize,
        ping.responseDeserialize,
        EMPTY,
        (error) => resolve(error?.code),
      ),
    );
    expect(code).toBe(grpc.status.UNIMPLEMENTED);
  });
});

describe('gRPC client', () => {
  it('names the reason of a failure', async () => {
    const authority = await createAuthority('one');
    const { endpoint } = await serve({ tls: await authority.issue('server', ['elsewhere.test']) });
    const dial = (tls: TlsMaterial | undefined, at = endpoint) => {
      const client = createGrpcTransport({ tls, dialTimeoutMs: 300 });
      closers.push(() => client.close());
      return client.dial(at);
    };
    await expect(dial(await authority.issue('client'))).rejects.toThrow(/elsewhere\.test/);
    const stranger = await (await createAuthority('two')).issue('client');
    await expect(dial(stranger)).rejects.toThrow('unable to verify the first certificate');
    await expect(dial(undefined, '127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
    await expect(dial(undefined, 'nonsense')).rejects.toThrow('endpoint: expected host:port');
  });

  it('closes the connection of a dial that failed', async () => {
    const silent = await listenSilently();
    closers.push(() => silent.close());
    const tls = await (await createAuthority('one')).issue('client');
    for (const material of [undefined, tls]) {
      const client = createGrpcTransport({ tls: material, dialTimeoutMs: 100 });
      await expect(client.dial(silent.endpoint)).rejects.toThrow(silent.endpoint);
    }
    await silent.allClosed();
  });

  it('closes the connection of a Ping, and of a stream that ended', async () => {
    const { accepted, port } = await serve();
    const proxy = await listenAsProxy(port);
    closers.push(() => proxy.close());
    const { endpoint, closed } = proxy;
    const client = createGrpcTransport();
    await client.ping(endpoint);
    (await client.dial(endpoint)).end('OK');
    const ended = record(await client.dial(endpoint));
    await recordAll.grown(accepted, 2);
    for (const { stream } of accepted) stream.end('OK');
    await ended.ended;
    await Promise.all(closed);
    expect(closed.length).toBe(3);
  });

  it('tells what status the remote gave', async () => {
    const { accepted, endpoint } = await serve({ maxRecvMsgSize: 10 });
    const client = createGrpcTransport();
    closers.push(() => client.close());
    const stream = await client.dial(endpoint);
    await recordAll.grown(accepted, 1);
    const ended = new Promise<[string, string]>((resolve) =>
      stream.listen({ received: () => {}, ended: (...end) => resolve(end) }),
    );
    stream.send(new Uint8Array(11));
    expect(await ended).toEqual(['UNKNOWN', expect.stringContaining('RESOURCE_EXHAUSTED')]);
  });
});

describe('gRPC options', () => {
  it('have the defaults of Fabric', () => {
    const settings = grpcSettings({});
    const sizes = {
      'grpc.max_receive_message_length': 104_857_600,
      'grpc.max_send_message_length': 104_857_600,
    };
    expect(serverOptions(settings)).toMatchObject({
      ...sizes,
      'grpc.keepalive_time_ms': 7_200_000,
      'grpc.keepalive_timeout_ms': 20_000,
    });
    expect(settings.keepalive.client).toEqual({ intervalMs: 60_000, timeoutMs: 20_000 });
    expect(settings).toMatchObject({
      dialTimeoutMs: 3_000,
      connTimeoutMs: 2_000,
      connectionTimeoutMs: 5_000,
      sendBuffSize: 200,
    });
  });
});
