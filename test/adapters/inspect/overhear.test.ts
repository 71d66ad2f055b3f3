/** What is overheard of a transport: between whom, what and how much, and never the bytes. */
import { expect, it } from 'vitest';
import { type CaptureRow, readCapture } from '../../../src/adapters/capture/rows.js';
import { overhear } from '../../../src/adapters/inspect/overhear.js';
import type { Stream, StreamListener, Transport } from '../../../src/ports.js';
import { openedEnvelope } from '../../../src/trace/message.js';
import type { MessageTold, WhoTold } from '../../../src/trace/told.js';
import { toHex } from '../../../src/wire/hex.js';

const rows: CaptureRow[] = [];
for await (const row of readCapture('spec/vectors/fabric-2.4.9/pull.jsonl')) rows.push(row);
const conn = rows.find(({ kind }) => kind === 'CONN')!.conn;
const own = rows.filter((row) => row.conn === conn);
const ownConn = openedEnvelope(own.find(({ dir }) => dir === 'out')!.bytes)!.message.content;
if (ownConn.case !== 'conn') throw new Error('expected a handshake first');
const { pkiId, identity } = ownConn.value;

function listened() {
  const messages: MessageTold[] = [];
  const people: [string, WhoTold][] = [];
  const sent: Uint8Array[] = [];
  const received: Uint8Array[] = [];
  let inner: StreamListener | undefined;
  const stream: Stream = {
    remoteTlsHash: undefined,
    localTlsHash: undefined,
    remoteAddress: '127.0.0.1:9',
    send: (bytes) => sent.push(bytes),
    end: () => {},
    listen: (listener) => {
      inner = listener;
    },
  };
  const transport: Transport = {
    serve: async () => 'host:1',
    dial: async () => stream,
    ping: async () => {},
    close: async () => {},
  };
  const through = overhear(
    transport,
    { name: 'me', identity, pkiId: toHex(pkiId) },
    { message: (told) => messages.push(told), who: (name, told) => people.push([name, told]) },
  );
  return { through, messages, people, sent, received, feed: (b: Uint8Array) => inner!.received(b) };
}

it('hands on every byte, and tells of each message who, what and how large', async () => {
  const { through, messages, people, sent, received, feed } = listened();
  const stream = await through.dial('there:1');
  stream.listen({ received: (bytes) => received.push(bytes), ended: () => {} });
  for (const { dir, bytes } of own) (dir === 'out' ? stream.send : feed)(bytes);
  expect(sent).toEqual(own.filter(({ dir }) => dir === 'out').map(({ bytes }) => bytes));
  expect(received).toEqual(own.filter(({ dir }) => dir === 'in').map(({ bytes }) => bytes));
  const sizes = (of: readonly { size: number }[]) =>
    of.map(({ size }) => size).sort((x, y) => x - y);
  expect(sizes(messages)).toEqual(sizes(own.map(({ bytes }) => ({ size: bytes.length }))));
  expect(messages.filter(({ message }) => message === '')).toEqual([]);
  // What was sent before the other end said who it is, is told when it has.
  expect(new Set(messages.flatMap(({ from, to }) => [from, to]))).toEqual(
    new Set(['me', 'peer0.org1.test']),
  );
  expect(people[0]).toMatchObject(['peer0.org1.test', { organisation: 'Org1MSP', role: 'heard' }]);
  expect(people.map(([name]) => name)).not.toContain('me');
});
it('tells no bytes and no endpoint that is secret inside an organisation', async () => {
  const { through, messages, people, feed } = listened();
  const stream = await through.dial('there:1');
  stream.listen({ received: () => {}, ended: () => {} });
  for (const { bytes } of own) feed(bytes);
  expect(messages.length).toBe(own.length);
  expect(messages.filter((told) => 'envelope' in told)).toEqual([]);
  const secrets = own.filter(({ bytes }) => openedEnvelope(bytes)?.envelope.secretEnvelope);
  expect(secrets.length).toBeGreaterThan(0);
  const told = JSON.stringify([messages, people]);
  for (const { bytes } of secrets) {
    const { payload } = openedEnvelope(bytes)!.envelope.secretEnvelope!;
    const endpoint = /[\w.]+:\d+/.exec(new TextDecoder().decode(payload))![0];
    const isPublic = own.some((row) =>
      JSON.stringify(openedEnvelope(row.bytes)?.message.content, (_, v) =>
        typeof v === 'bigint' ? 0 : v instanceof Uint8Array ? '' : v,
      )?.includes(`"endpoint":"${endpoint}"`),
    );
    if (!isPublic) expect(told).not.toContain(endpoint);
  }
});
it('tells by its address of who goes before it says who it is', async () => {
  const { through, messages } = listened();
  const stream = await through.dial('there:1');
  stream.listen({ received: () => {}, ended: () => {} });
  stream.send(own.find(({ dir }) => dir === 'out')!.bytes);
  expect(messages).toEqual([]);
  stream.end('OK');
  expect(messages.map(({ to, message }) => [to, message])).toEqual([['127.0.0.1:9', 'conn']]);
});
it('tells of undecodable bytes that there were some', async () => {
  const { through, messages, feed } = listened();
  const stream = await through.dial('there:1');
  stream.listen({ received: () => {}, ended: () => {} });
  feed(Uint8Array.of(255, 1, 2));
  expect(messages).toEqual([
    { kind: 'message', what: 'arrived', from: '127.0.0.1:9', to: 'me', message: '', size: 3 },
  ]);
});
