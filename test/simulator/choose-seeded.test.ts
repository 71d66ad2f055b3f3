/** Both implementations of Choose against one contract; the seeded one also against its seed. */

import { describe, expect, it } from 'vitest';
import { createSystemChoose } from '../../src/adapters/choose-system.js';
import { createSeededBits, createSeededChoose } from '../../src/simulator/choose-seeded.js';
import { fc } from '../support/drawing.js';

describe.each([
  ['seeded', () => createSeededChoose(7)],
  ['system', createSystemChoose],
])('%s choices', (_, create) => {
  it('takes distinct candidates, as many as asked or as there are', () => {
    const choose = create();
    fc.assert(
      fc.property(fc.nat(40), fc.nat(50), (candidateCount, count) => {
        const candidates = Array.from({ length: candidateCount }, (__, i) => `c${i}`);
        const sample = choose.sample(candidates, count);
        expect(sample.length).toBe(Math.min(count, candidateCount));
        expect(new Set(sample).size).toBe(sample.length);
        expect(candidates).toEqual(expect.arrayContaining([...sample]));
      }),
    );
  });

  it('takes candidates that are undefined or equal to each other as they stand', () => {
    expect(create().sample([undefined, undefined, 'x', 'x'], 4).length).toBe(4);
  });

  it('prefers no candidate and no place', () => {
    const choose = create();
    const counts = new Map<string, number>();
    const rounds = 12_000;
    for (let i = 0; i < rounds; i += 1) {
      const pair = choose.sample(['a', 'b', 'c', 'd'], 2).join('');
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    // Twelve ordered pairs, 1000 expected of each; six standard deviations are 182.
    expect(counts.size).toBe(12);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(182);
  });

  it('draws nonces over the whole 64 bits', () => {
    const choose = create();
    const nonces = Array.from({ length: 500 }, () => choose.nonce());
    expect(new Set(nonces).size).toBe(500);
    const seen = nonces.reduce((bits, nonce) => bits | nonce, 0n);
    expect(seen).toBe(2n ** 64n - 1n);
  });
});

describe('seeded choices', () => {
  it('repeat with the seed and differ without it', () => {
    const draw = (seed: number) => {
      const choose = createSeededChoose(seed);
      return [choose.nonce(), choose.sample([1, 2, 3, 4, 5, 6, 7, 8], 4), choose.nonce()];
    };
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
    expect(draw(2 ** 32)).not.toEqual(draw(2 ** 33));
  });

  it('are the same on every platform, for good', () => {
    const bits = createSeededBits(1);
    expect([bits(), bits(), bits()]).toMatchInlineSnapshot(`
      [
        393288148,
        2174103013,
        3814759091,
      ]
    `);
  });
});
