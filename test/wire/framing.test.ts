/** Frames there and back, however they are cut, and whatever is done to them on the way. */

import { describe, expect, it } from 'vitest';
import {
  createFrameDecoder,
  encodeEnd,
  encodeFrame,
  endStatusOf,
  type Frame,
} from '../../src/wire/framing.js';
import { fc } from '../support/drawing.js';

const LIMIT = 1_000;
const concat = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const decode = (...chunks: readonly Uint8Array[]): readonly Frame[] => {
  const decoder = createFrameDecoder(LIMIT);
  return chunks.flatMap((chunk) => decoder.push(chunk));
};
const frames = fc.array(
  fc.oneof(
    fc.constantFrom('ping' as const, 'pong' as const, 'open' as const).map((kind) => ({
      bytes: encodeFrame(kind),
      kind,
      body: new Uint8Array(0),
    })),
    fc.uint8Array({ maxLength: LIMIT }).map((body) => ({
      bytes: encodeFrame('envelope', body),
      kind: 'envelope' as const,
      body,
    })),
    fc.constantFrom('OK' as const, 'UNKNOWN' as const).map((status) => ({
      bytes: encodeEnd(status),
      kind: 'end' as const,
      body: encodeEnd(status).slice(5),
    })),
  ),
  { maxLength: 20 },
);
/** Cuts bytes at the given places. */
const cut = (bytes: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const at = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((to, i) => bytes.slice(at[i], to));
};

describe('frames', () => {
  it('FRAM-1: have a length, a kind and a body', () => {
    expect([...encodeFrame('envelope', Uint8Array.of(7, 8))]).toEqual([0, 0, 0, 3, 3, 7, 8]);
    expect([...encodeFrame('ping')]).toEqual([0, 0, 0, 1, 0]);
    expect([...encodeFrame('pong')]).toEqual([0, 0, 0, 1, 1]);
    expect([...encodeFrame('open')]).toEqual([0, 0, 0, 1, 2]);
    expect([...encodeEnd('OK')]).toEqual([0, 0, 0, 2, 4, 0]);
    expect([...encodeEnd('UNKNOWN')]).toEqual([0, 0, 0, 2, 4, 2]);
  });

  it('FRAM-9: are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 40 }), (sent, places) => {
        const received = decode(...cut(concat(sent.map(({ bytes }) => bytes)), places));
        expect(received).toEqual(sent.map(({ kind, body }) => ({ kind, body, isFitting: true })));
      }),
    );
  });

  it('FRAM-9: are the same when the bytes come one by one', () => {
    fc.assert(
      fc.property(frames, (sent) => {
        const bytes = concat(sent.map((frame) => frame.bytes));
        expect(decode(...cut(bytes, [...bytes.keys()]))).toEqual(decode(bytes));
      }),
      { numRuns: 20 },
    );
  });

  it('FRAM-8: are unfitting as soon as the length exceeds the limit', () => {
    const header = Uint8Array.of(0, 0, 0x03, 0xea);
    expect(decode(header)).toEqual([
      { kind: 'unknown', body: new Uint8Array(0), isFitting: false },
    ]);
    expect(decode(header, Uint8Array.of(3), encodeFrame('ping')).length).toBe(1);
    expect(decode(encodeFrame('envelope', new Uint8Array(LIMIT)))[0]?.isFitting).toBe(true);
  });

  it('are unfitting where the body is not one of their kind', () => {
    const bad = [
      encodeFrame('ping', Uint8Array.of(1)),
      encodeFrame('end'),
      encodeFrame('end', Uint8Array.of(1)),
    ];
    expect(decode(...bad).map(({ kind, isFitting }) => [kind, isFitting])).toEqual([
      ['ping', false],
      ['end', false],
      ['end', false],
    ]);
    expect(decode(Uint8Array.of(0, 0, 0, 1, 9))).toMatchObject(
      [{ kind: 'unknown', isFitting: true }].map(({ kind }) => ({ kind })),
    );
    expect(decode(Uint8Array.of(0, 0, 0, 0))).toMatchObject([
      { kind: 'unknown', isFitting: false },
    ]);
  });

  it('carry the status of an end', () => {
    for (const status of ['OK', 'UNKNOWN'] as const)
      expect(endStatusOf(decode(encodeEnd(status))[0]!.body)).toBe(status);
  });

  it('never make the decoder throw, or give out more than came in', () => {
    fc.assert(
      fc.property(
        frames,
        fc.array(fc.record({ place: fc.nat(), to: fc.nat(255) }), { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (sent, mutations, places) => {
          const bytes = concat(sent.map((frame) => frame.bytes));
          for (const { place, to } of mutations)
            if (bytes.length > 0) bytes[place % bytes.length] = to;
          const received = decode(...cut(bytes, places));
          const carried = received.reduce((sum, { body }) => sum + body.length + 4, 0);
          expect(carried).toBeLessThanOrEqual(bytes.length);
        },
      ),
    );
  });

  it('take a large frame in small pieces without copying it again for each', () => {
    const decoder = createFrameDecoder(2_000_000);
    const frame = encodeFrame('envelope', new Uint8Array(2_000_000).fill(7));
    const received: Frame[] = [];
    for (let at = 0; at < frame.length; at += 10)
      received.push(...decoder.push(frame.subarray(at, at + 10)));
    expect(received.map(({ body }) => body.length)).toEqual([2_000_000]);
    expect(received[0]!.body.every((byte) => byte === 7)).toBe(true);
  });
});
