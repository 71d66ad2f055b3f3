/** Spellings tell apart what canonical texts tell apart, and nothing else. */

import { describe, expect, it } from 'vitest';
import {
  createAlphabet,
  createSpellingInterner,
  type Spelled,
} from '../../../src/checker/peers/spelling.js';
import { canonical, capture } from '../../../src/peer/image.js';
import { decodeSignedMessage } from '../../../src/wire/envelope.js';
import { fc } from '../../support/drawing.js';
import { internalOf } from '../../support/gossip-builders.js';
import { createScene } from '../../support/scene.js';
import { commands, createWalker } from '../../support/walks.js';

/** Few of each kind, so that many are equal; numbers, strings and bytes that look alike. */
const leaf = fc.constantFrom<unknown>(
  ...[0, 1, -1, 1.5, 2 ** 30, 2 ** 31, 2 ** 32, 1n, 0n, '0', '1', '', true, false, null, undefined],
  ...[Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(1, 1), '01', "x'01'"],
);
const { value } = fc.letrec<{ value: unknown }>((tie) => {
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'ab'), tie('value')), {
    selector: ([name]) => name,
    maxLength: 3,
  });
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(leaf, { maxLength: 9 }),
      entries.map((found) => Object.fromEntries(found)),
      entries.map((found) => new Map(found)),
    ),
  };
});

function speller() {
  const alphabet = createAlphabet();
  const numbers = createSpellingInterner<string>();
  return {
    numbers,
    numberOf(given: unknown): number {
      const spelled: Spelled = { words: new Int32Array(1), length: 0 };
      alphabet.spell(given, spelled);
      return numbers.intern(spelled, () => canonical(given));
    },
  };
}

function digestOf(given: unknown, others: readonly unknown[]): string {
  const alphabet = createAlphabet();
  const spelled: Spelled = { words: new Int32Array(1), length: 0 };
  for (const other of others) alphabet.spell(other, spelled);
  spelled.length = 0;
  alphabet.spell(given, spelled);
  return alphabet.digestOf(spelled);
}

describe('a spelling', () => {
  it('is the same for two values iff their canonical texts are', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 60 }), (values) => {
        const { numbers, numberOf } = speller();
        for (const given of values) expect(numbers.at(numberOf(given))).toBe(canonical(given));
        expect(numbers.count).toBe(new Set(values.map(canonical)).size);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[unknown, unknown]>([
    [[[1], 2], [[1, 2]]],
    [[], [[]]],
    [
      new Map([
        [1, new Map([[2, 3]])],
        [4, 5],
      ] as never),
      new Map([
        [
          1,
          new Map([
            [2, 3],
            [4, 5],
          ]),
        ],
      ]),
    ],
    [1.25, 1],
    [2 ** 31, 0],
    [-1, 2 ** 31 - 1],
    [{ a: 1 }, { b: 1 }],
    [{ a: undefined }, {}],
    ['1', 1],
    [1n, 1],
    [Uint8Array.of(1), '01'],
  ])('of %o is not that of %o', (one, other) => {
    const { numberOf } = speller();
    expect(numberOf(one)).not.toBe(numberOf(other));
    expect(digestOf(one, [])).not.toBe(digestOf(other, []));
  });

  it('of an object does not say in which order it got its names', () => {
    const { numberOf } = speller();
    expect(numberOf({ a: 1, b: 2 })).toBe(numberOf({ b: 2, a: 1 }));
    expect(numberOf({ a: 1, b: 2 })).not.toBe(numberOf({ b: 1, a: 2 }));
  });

  it('has one digest under every alphabet, whatever was spelled before', () => {
    fc.assert(
      fc.property(value, value, fc.array(value, { maxLength: 5 }), (one, other, before) => {
        expect(digestOf(one, before)).toBe(digestOf(one, []));
        const isSame = canonical(one) === canonical(other);
        expect(digestOf(one, before) === digestOf(other, [one])).toBe(isSame);
      }),
      { numRuns: 300 },
    );
  });

  it('tells the states of a peer apart, and finds the same ones again in copies', () => {
    const { numbers, numberOf } = speller();
    const texts = new Set<string>();
    fc.assert(
      fc.property(fc.array(commands, { minLength: 4, maxLength: 12 }), (walk) => {
        const scene = createScene({ bootstrap: [internalOf('ann.A')] });
        const walker = createWalker(scene);
        for (const command of walk) {
          walker.perform(command);
          const { state } = scene.peer;
          texts.add(canonical(state));
          const number = numberOf(capture(scene.peer));
          expect(numberOf(structuredClone(state))).toBe(number);
          expect(numbers.at(number)).toBe(canonical(state));
        }
      }),
      { numRuns: 15 },
    );
    expect(texts.size).toBeGreaterThan(10);
    expect(numbers.count).toBe(texts.size);
  });

  it('is the same for a message and another one with the same content', () => {
    const { numberOf } = speller();
    const decoded = () => decodeSignedMessage(Uint8Array.of(0x0a, 0x02, 0x08, 0x07));
    expect(decoded()).toMatchObject({ verdict: 'accept' });
    expect(numberOf(decoded())).toBe(numberOf(decoded()));
    const other = decodeSignedMessage(Uint8Array.of(0x0a, 0x02, 0x08, 0x08));
    expect(numberOf(other)).not.toBe(numberOf(decoded()));
  });
});
