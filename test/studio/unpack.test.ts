/** Packed files, also of several parts, as the trace of a conformance run is; and what a file is. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { knownFile } from '../../studio/sources/tell-kind.js';
import { unpacked } from '../../studio/sources/unpack.js';

const whole = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

describe('a packed file', () => {
  it('of one part and of several is unpacked whole', async () => {
    for (const parts of [['one\n'], ['one\n', 'two\n', 'three é\n'], ['', 'x']])
      for (const level of [1, 3, 9])
        expect(await unpacked(whole(...parts.map((part) => gzipSync(part, { level }))))).toBe(
          parts.join(''),
        );
  });
  it('may have inside a part what looks like the beginning of one', async () => {
    // Stored and not compressed, so that the bytes stand there as they are.
    const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]).toString('latin1');
    const text = `a${head}b`;
    const packed = whole(gzipSync(Buffer.from(text, 'latin1'), { level: 0 }), gzipSync('end'));
    expect(await unpacked(packed)).toBe(
      `${new TextDecoder().decode(Buffer.from(text, 'latin1'))}end`,
    );
  });
  it('that is cut off or damaged is refused', async () => {
    const packed = gzipSync('x'.repeat(1_000));
    await expect(unpacked(whole(packed.subarray(0, 20)))).rejects.toThrow();
    await expect(unpacked(Uint8Array.of(0x1f, 0x8b, 1, 2, 3))).rejects.toThrow();
  });
});

it.each([
  ['trace', '{"v":1,"seq":1,"atMs":5,"peer":"p","trace":{}}\n{"v":1}\n'],
  ['evidence', '{"case":"link/a","participants":[]}\n{"n":0}\n'],
  ['capture', '{"ms":1,"dir":"in","envelope":""}\n'],
  ['record', '{\n  "schema": 1,\n  "cases": []\n}\n'],
  ['scenario', '{"organisations":[]}'],
  ['text', 'organisations:\n  - {name: A, peers: 2}\n'],
  ['text', '[1, 2]'],
  ['text', ''],
])('what a file is, its content says: %s', (kind, text) => {
  expect(knownFile('any.name', text).kind).toBe(kind);
});
