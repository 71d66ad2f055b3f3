/** AtomicBroadcast on the wire: server, Broadcast client and Deliver client against each other. */
import { once } from 'node:events';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { encodeMessage } from '../../../src/adapters/grpc/message-decoder.js';
import { ListenError } from '../../../src/adapters/listen.js';
import { openBroadcast } from '../../../src/adapters/orderer/broadcast-client.js';
import { createOrdererClient } from '../../../src/adapters/orderer/deliver-client.js';
import {
  type OrdererServerOptions,
  type OrdererTls,
  serveOrderer,
} from '../../../src/adapters/orderer/server.js';
import { createOrderingService } from '../../../src/adapters/orderer/service.js';
import { leafHashOf } from '../../../src/adapters/tls.js';
import { statusResponse } from '../../../src/orderer/deliver-response.js';
import type { DeliverStream } from '../../../src/ports.js';
import { createCodec } from '../../../src/wire/codec/codec.js';
import { Status } from '../../../src/wire/gen/common/common_pb.js';
import { DeliverResponseSchema } from '../../../src/wire/gen/orderer/ab_pb.js';
import { mintOrderedNetwork, NOW, type OrderedNetwork } from '../../support/ordered-network.js';

let network: OrderedNetwork;
beforeAll(async () => {
  network = await mintOrderedNetwork();
});
let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

const responses = createCodec(DeliverResponseSchema);
const clock = { now: () => NOW, after: () => () => {} };
const bytesOf = (pem: string) => new TextEncoder().encode(pem);
const ordererRoot = () => network.material.organisations.get('OrdererMSP')!.tlsCa.certPem;

async function serve(
  tls: 'tls' | 'mutual' | 'plain' = 'tls',
  asked = '127.0.0.1:0',
  options: Pick<OrdererServerOptions, 'streamsMax'> = {},
) {
  const service = createOrderingService({
    crypto: nodeCrypto,
    reader: network.reader,
    author: network.author('OrdererMSP/orderer0'),
    clock,
  });
  await service.join(network.genesis);
  const pair: OrdererTls = network.member('OrdererMSP/orderer0').tls;
  const roots = network.material.organisations.get('Org1MSP')!.tlsCa.certPem;
  const material = tls === 'mutual' ? { ...pair, clientRootCaPems: [roots] } : pair;
  const refused: string[] = [];
  const server = await serveOrderer(asked, {
    service,
    clock,
    ...options,
    connectionTimeoutMs: 500,
    ...(tls !== 'plain' && { tls: material }),
    onRefused: (_, status) => refused.push(Status[status]!),
  });
  closing.push(() => server.close());
  closing.push(() => service.close());
  return { service, server, refused };
}

/** What a Deliver stream brings, one after the other: block numbers, statuses, the end. */
function record(stream: DeliverStream, onCount: (count: number) => void = () => {}) {
  const got: (number | string)[] = [];
  let changed = () => {};
  const push = (item: number | string) => {
    got.push(item);
    onCount(got.length);
    changed();
  };
  stream.listen({
    received(bytes) {
      const response = responses.decode(bytes);
      if (response.verdict !== 'accept') return push(response.reason);
      const { Type } = response.value;
      if (Type.case === 'block') push(Number(Type.value.header!.number));
      else push(Status[Type.value as Status]!);
    },
    ended: (reason) => push(`ended: ${reason}`),
  });
  const holds = (count: number): Promise<readonly (number | string)[]> =>
    new Promise((resolve) => {
      changed = () => got.length >= count && resolve([...got]);
      changed();
    });
  return { got, holds };
}

async function deliver(endpoint: string, withTls = true) {
  const { tls } = network.member('Org1MSP/peer0');
  const client = createOrdererClient(withTls ? { tls } : {});
  closing.push(() => client.close());
  return client.open(endpoint, [bytesOf(ordererRoot())]);
}

const put = (service: Awaited<ReturnType<typeof serve>>['service'], ...keys: string[]) =>
  keys.map((key) => service.broadcast(network.transaction('Org1MSP/User1', key)).status);

describe.each(['tls', 'plain'] as const)('AtomicBroadcast over %s', (kind) => {
  it('ORDR-1, ORDR-3: answers each envelope of a Broadcast in order, and ends after one that it refuses', async () => {
    const { server, refused, service } = await serve(kind);
    const tls = { ...network.member('Org1MSP/User1').tls, rootCaPems: [ordererRoot()] };
    const client = await openBroadcast(server.endpoint, kind === 'plain' ? {} : { tls });
    closing.push(() => client.close());
    const keys = ['a', 'b', 'c', 'd'];
    const answers = keys.map((key) => client.send(network.transaction('Org1MSP/User1', key)));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const bad = await client.send(network.transaction('Org3MSP/User1', 'e'));
    expect(bad.status).toBe(Status.FORBIDDEN);
    await expect(client.send(network.transaction('Org1MSP/User1', 'f'))).rejects.toThrow(
      `orderer ${server.endpoint}: `,
    );
    expect(refused).toEqual(['FORBIDDEN']);
    expect(service.chains.get('ch1')!.cutter.waiting).toHaveLength(1);
  });

  it('ORDR-50, ORDR-52: delivers what there is, what comes, and then takes another request', async () => {
    const { server, service } = await serve(kind);
    const stream = await deliver(server.endpoint, kind === 'tls');
    const { holds } = record(stream);
    stream.send(network.seek('Org1MSP/peer0', { stop: 2n }));
    expect(await holds(1)).toEqual([0]);
    put(service, 'a', 'b', 'c', 'd', 'e', 'f');
    expect(await holds(4)).toEqual([0, 1, 2, 'SUCCESS']);
    stream.send(network.seek('Org1MSP/peer0', { start: 1n, stop: 1n }));
    expect((await holds(6)).slice(4)).toEqual([1, 'SUCCESS']);
    stream.send(network.seek('Org3MSP/peer0'));
    expect((await holds(8)).slice(6)).toEqual(['FORBIDDEN', 'ended: the orderer ended the stream']);
  });
});

describe('AtomicBroadcast', () => {
  it('ORDR-63: binds requests to the certificate of the client where it requires one', async () => {
    const { server } = await serve('mutual');
    const { tls } = network.member('Org1MSP/peer0');
    const bound = await deliver(server.endpoint);
    const { holds } = record(bound);
    const tlsCertHash = leafHashOf(tls.certPem);
    bound.send(network.seek('Org1MSP/peer0', { stop: 'oldest', tlsCertHash }));
    expect(await holds(2)).toEqual([0, 'SUCCESS']);
    const unbound = await deliver(server.endpoint);
    const other = record(unbound);
    unbound.send(network.seek('Org1MSP/peer0', { stop: 'oldest' }));
    expect((await other.holds(1))[0]).toBe('BAD_REQUEST');
  });

  it('refuses a client without a certificate that it knows, where it requires one', async () => {
    const { server } = await serve('mutual');
    const { tls } = network.member('Org3MSP/peer0');
    const client = createOrdererClient({ tls, connTimeoutMs: 300 });
    closing.push(() => client.close());
    const opened = client.open(server.endpoint, [bytesOf(ordererRoot())]).then((stream) => {
      // With TLS 1.3 the client learns of it with what it reads first.
      const { holds } = record(stream);
      return holds(1);
    });
    const outcome = await opened.catch((error: Error) => [`ended: ${error.message}`]);
    expect(String(outcome[0])).toMatch(/^ended: /);
  });

  it('tells a client of an orderer whose certificate no root vouches for', async () => {
    const { server } = await serve();
    const client = createOrdererClient({
      tls: network.member('Org1MSP/peer0').tls,
      connTimeoutMs: 300,
    });
    closing.push(() => client.close());
    const foreign = network.material.organisations.get('Org1MSP')!.tlsCa.certPem;
    await expect(client.open(server.endpoint, [bytesOf(foreign)])).rejects.toThrow(
      `orderer ${server.endpoint}: `,
    );
  });

  it('tells a client that there is nobody', async () => {
    const { server } = await serve();
    await server.close();
    const client = createOrdererClient({ connTimeoutMs: 200 });
    closing.push(() => client.close());
    await expect(client.open(server.endpoint, [])).rejects.toThrow(`orderer ${server.endpoint}: `);
  });

  it('DELV-30: gives up an orderer that takes the connection and says nothing', {
    timeout: 2_500, // less than the default of deliverConnTimeout
  }, async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    closing.push(async () => void silent.close());
    await once(silent, 'listening');
    const endpoint = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const client = createOrdererClient({ connTimeoutMs: 100 });
    closing.push(() => client.close());
    await expect(client.open(endpoint, [])).rejects.toThrow(`orderer ${endpoint}: `);
  });

  it('says why it cannot listen', async () => {
    const { server } = await serve();
    await expect(serve('plain', server.endpoint)).rejects.toThrow(ListenError);
    await expect(serve('plain', server.endpoint)).rejects.toThrow(/another process listens there/);
    await expect(serve('plain', 'nowhere')).rejects.toThrow(RangeError);
  });

  it('ORDR-81: answers a stream above the limit, and ends it, until another is gone', async () => {
    const { server, refused } = await serve('plain', '127.0.0.1:0', { streamsMax: 2 });
    const writer = await openBroadcast(server.endpoint);
    closing.push(() => writer.close());
    const put = () => writer.send(network.transaction('Org1MSP/User1', 'a'));
    expect((await put()).status).toBe(Status.SUCCESS);
    const reader = await deliver(server.endpoint, false);
    reader.send(network.seek('Org1MSP/peer0'));
    await record(reader).holds(1);
    const end = 'ended: the orderer ended the stream';
    expect(await record(await deliver(server.endpoint, false)).holds(2)).toEqual([
      'SERVICE_UNAVAILABLE',
      end,
    ]);
    const more = await openBroadcast(server.endpoint);
    closing.push(() => more.close());
    const answered = await more.send(network.transaction('Org1MSP/User1', 'a')).catch(String);
    if (typeof answered === 'string') expect(answered).toMatch(/it ended the stream/);
    else expect(answered.status).toBe(Status.SERVICE_UNAVAILABLE);
    expect(refused).toEqual(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE']);
    expect((await put()).status).toBe(Status.SUCCESS);
    // Any other status ends the stream, and so makes room.
    const bad = await writer.send(Uint8Array.of(0xff));
    expect(bad.status).toBe(Status.BAD_REQUEST);
    await expect(put()).rejects.toThrow();
    const next = await deliver(server.endpoint, false);
    const { holds } = record(next);
    next.send(network.seek('Org1MSP/peer0', { stop: 'oldest' }));
    expect(await holds(2)).toEqual([0, 'SUCCESS']);
  });

  it('ORDR-65: says so when a block cannot be read', async () => {
    const { server, service } = await serve('plain');
    const { store } = service.channels.get('ch1')!;
    const { read } = store;
    for (const broken of [async () => undefined, async () => Promise.reject(new Error('disk'))]) {
      store.read = broken;
      const stream = await deliver(server.endpoint, false);
      stream.send(network.seek('Org1MSP/peer0'));
      expect((await record(stream).holds(1))[0]).toBe('SERVICE_UNAVAILABLE');
    }
    store.read = read;
  });

  it('ORDR-83: reads no further from a client that does not take the replies', async () => {
    const { server, service } = await serve('plain');
    // A window of one octet: replies stay with the orderer.
    const session = connectHttp2(`http://${server.endpoint}`, {
      settings: { initialWindowSize: 1 },
    });
    closing.push(() => session.destroy());
    const stubborn = session.request({
      ':method': 'POST',
      ':path': '/orderer.AtomicBroadcast/Broadcast',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stubborn.on('error', () => {});
    const message = encodeMessage(network.transaction('Org1MSP/User1', 'a'));
    const count = 400;
    for (let i = 0; i < count; i += 1) stubborn.write(message);
    const ordered = () => {
      const { tip, cutter } = service.chains.get('ch1')!;
      return Number(tip.height - 1n) * 3 + cutter.waiting.length;
    };
    // The orderer has had its turns when another client, who takes its replies, has had so many.
    const patient = await openBroadcast(server.endpoint);
    closing.push(() => patient.close());
    for (let i = 0; i < 200; i += 1)
      await patient.send(network.transaction('Org1MSP/User1', `k${i}`));
    expect(ordered()).toBeGreaterThan(200);
    expect(ordered()).toBeLessThan(200 + count);
  });

  it('ORDR-61: ends its streams when it closes, those that wait for blocks too', async () => {
    const { server, service } = await serve();
    const stream = await deliver(server.endpoint);
    const { holds } = record(stream);
    stream.send(network.seek('Org1MSP/peer0'));
    await holds(1);
    await service.close();
    expect(await holds(2)).toEqual([0, 'SERVICE_UNAVAILABLE']);
    await server.close();
    expect((await holds(3))[2]).toMatch(/^ended: /);
  });

  it('survives a client that is gone in the middle, and one that speaks no HTTP/2', async () => {
    const { server, service } = await serve('plain');
    const stream = await deliver(server.endpoint, false);
    const { holds } = record(stream);
    stream.send(network.seek('Org1MSP/peer0'));
    await holds(1);
    stream.close();
    const { port } = new URL(`http://${server.endpoint}`);
    const socket = connect(Number(port), '127.0.0.1');
    socket
      .on('error', () => {})
      .resume()
      .end('GET / HTTP/1.0\r\n\r\n');
    await new Promise((done) => socket.once('close', done));
    put(service, 'a', 'b', 'c');
    const next = await deliver(server.endpoint, false);
    const after = record(next);
    next.send(network.seek('Org1MSP/peer0', { stop: 1n }));
    expect(await after.holds(3)).toEqual([0, 1, 'SUCCESS']);
  });
});

describe('a Deliver stream', () => {
  it('DELV-24: brings nothing while it is paused, though more came in the same packet', async () => {
    const server = createHttp2Server();
    server.on('stream', (call) => {
      call.respond(
        { ':status': 200, 'content-type': 'application/grpc' },
        { waitForTrailers: true },
      );
      call.on('wantTrailers', () => call.sendTrailers({ 'grpc-status': '0' }));
      const statuses = [Status.SUCCESS, Status.NOT_FOUND, Status.FORBIDDEN];
      call.end(Buffer.concat(statuses.map((status) => encodeMessage(statusResponse(status)))));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as { port: number };
    const stream = await deliver(`127.0.0.1:${port}`, false);
    const { got, holds } = record(stream, (count) => count === 1 && stream.pause());
    await holds(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(got).toEqual(['SUCCESS']);
    stream.resume();
    expect(got, 'in the midst of a step').toEqual(['SUCCESS']);
    expect(await holds(4)).toEqual([
      'SUCCESS',
      'NOT_FOUND',
      'FORBIDDEN',
      'ended: the orderer ended the stream',
    ]);
  });

  it('ORDR-82: reads nothing while it is paused, so that the orderer waits, and loses nothing', async () => {
    const { server, service } = await serve('plain');
    const stream = await deliver(server.endpoint, false);
    const { got, holds } = record(stream);
    stream.pause();
    const big = (key: string) =>
      service.broadcast(network.transaction('Org1MSP/User1', key, { paddingBytes: 30_000 })).status;
    // Far more than the windows of HTTP/2 and the buffers of sockets and streams hold.
    const count = 300;
    for (let i = 0; i < count; i += 1) {
      expect(big(`k${i}`)).toBe(Status.SUCCESS);
      // The store has its turn, before too many blocks wait for it.
      if (i % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
    }
    stream.send(network.seek('Org1MSP/peer0', { stop: BigInt(count) }));
    const other = await deliver(server.endpoint, false);
    const unpaused = record(other);
    other.send(network.seek('Org1MSP/peer0', { stop: BigInt(count) }));
    await unpaused.holds(count + 2);
    expect(got).toEqual([]);
    stream.resume();
    const all = await holds(count + 2);
    expect(all).toEqual([...Array.from({ length: count + 1 }, (_, i) => i), 'SUCCESS']);
  });
});
