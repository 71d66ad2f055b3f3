/** Framed TCP and TLS by the contract of all transports, and by what only frames can get wrong. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createFramedTransport } from '../../src/adapters/framed/transport.js';
import { encodeEnd, encodeFrame } from '../../src/wire/framing.js';
import { type Recorder, recordAll } from '../support/streams.js';
import { arrangePlain, arrangeTls } from '../support/transport-arrangements.js';
import { describeTransport } from '../support/transport-contract.js';

describeTransport('framed TLS', () => arrangeTls(createFramedTransport));
describeTransport('framed TCP', () => arrangePlain(createFramedTransport));

describe('framed TCP, spoken by hand', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  /** A server, and a raw connection to it that keeps what it gets. */
  async function speak(options: Parameters<typeof createFramedTransport>[0] = {}) {
    const server = createFramedTransport(options);
    closers.push(() => server.close());
    const accepted: Recorder[] = [];
    const endpoint = await server.serve('127.0.0.1:0', recordAll(accepted));
    const socket: Socket = connect(Number(endpoint.split(':')[1]), '127.0.0.1');
    socket.on('error', () => {});
    closers.push(() => socket.destroy());
    const got: Buffer[] = [];
    socket.on('data', (chunk) => got.push(chunk));
    const isClosed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    return { socket, accepted, isClosed, got: () => [...Buffer.concat(got)] };
  }

  it('FRAM-7: an acceptor replies to every ping with one pong, before and beside a stream', async () => {
    const { socket, accepted, isClosed, got } = await speak();
    for (const frame of [
      encodeFrame('ping'),
      encodeFrame('open'),
      encodeFrame('ping'),
      encodeEnd('OK'),
    ])
      socket.write(frame);
    await isClosed;
    expect(got()).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 1]);
    expect(accepted.map(({ ends }) => ends.map(({ status }) => status))).toEqual([['OK']]);
  });

  it('FRAM-3: no stream exists before open, and an envelope before it closes the connection', async () => {
    const { socket, accepted, isClosed } = await speak();
    socket.write(encodeFrame('envelope'));
    await isClosed;
    expect(accepted).toEqual([]);
  });

  it.each([
    ['an unknown kind', Uint8Array.of(0, 0, 0, 1, 9)],
    ['a frame without kind', Uint8Array.of(0, 0, 0, 0)],
    ['a second open', encodeFrame('open')],
    ['a length above the limit', Uint8Array.of(0xff, 0xff, 0xff, 0xff)],
    ['garbage', new Uint8Array(64).fill(0x47)],
  ])('FRAM-6: %s closes the connection and ends the stream with UNKNOWN', async (_, bytes) => {
    const { socket, accepted, isClosed } = await speak();
    socket.write(encodeFrame('open'));
    socket.write(encodeFrame('envelope', Uint8Array.of(1)));
    socket.write(bytes);
    await isClosed;
    await accepted[0]!.ended;
    expect(accepted[0]!.received).toEqual([Uint8Array.of(1)]);
    expect(accepted[0]!.ends.map(({ status }) => status)).toEqual(['UNKNOWN']);
  });

  it('FRAM-10: a connection that breaks without end ends its stream with UNKNOWN', async () => {
    const { socket, accepted } = await speak();
    socket.end(encodeFrame('open'));
    await recordAll.grown(accepted, 1);
    await accepted[0]!.ended;
    expect(accepted[0]!.ends.map(({ status }) => status)).toEqual(['UNKNOWN']);
  });

  it('FRAM-11: a connection without any frame is closed', async () => {
    const { accepted, isClosed } = await speak({ connectionTimeoutMs: 20 });
    await isClosed;
    expect(accepted).toEqual([]);
  });

  it('FRAM-2, FRAM-3, FRAM-4: a dialler pings, waits for pong, opens, and ends with OK', async () => {
    const got: number[] = [];
    let answer: Socket | undefined;
    const acceptor = createServer((socket) => {
      answer = socket.on('error', () => {});
      socket.on('data', (chunk) => got.push(...chunk));
    });
    await new Promise<void>((resolve) => acceptor.listen(0, '127.0.0.1', resolve));
    const closed = new Promise<void>((resolve) => acceptor.once('close', () => resolve()));
    const client = createFramedTransport();
    closers.push(() => client.close());
    const dial = client.dial(`127.0.0.1:${(acceptor.address() as AddressInfo).port}`);
    const isPing = () => got.length >= 5;
    while (!isPing()) await new Promise((resolve) => setImmediate(resolve));
    const beforePong = [...got];
    answer!.write(encodeFrame('pong'));
    const stream = await dial;
    stream.send(Uint8Array.of(7));
    stream.end('UNKNOWN');
    acceptor.close();
    await closed;
    expect(beforePong).toEqual([...encodeFrame('ping')]);
    expect(got.slice(5)).toEqual([
      ...encodeFrame('open'),
      ...encodeFrame('envelope', Uint8Array.of(7)),
      ...encodeEnd('OK'),
    ]);
  });

  it('FRAM-5: a remote that does not read costs no more than the queue', async () => {
    let overflowCount = 0;
    const server = createFramedTransport({
      sendBuffSize: 5,
      endTimeoutMs: 50,
      observer: { overflowed: () => overflowCount++ },
    });
    closers.push(() => server.close());
    const accepted: Recorder[] = [];
    const endpoint = await server.serve('127.0.0.1:0', recordAll(accepted));
    const socket = connect(Number(endpoint.split(':')[1]), '127.0.0.1');
    closers.push(() => socket.destroy());
    socket.pause();
    socket.write(encodeFrame('open'));
    await recordAll.grown(accepted, 1);
    const large = new Uint8Array(4_000_000);
    for (let i = 0; i < 100; i += 1) accepted[0]!.stream.send(large);
    expect(overflowCount).toBe(100 - 6);
  });
});
