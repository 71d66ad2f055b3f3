/**
 * Plain data spelled as a sequence of numbers: two values have one spelling iff `canonical` has one text for them.
 * What was met before has a number already, a whole message as well as a string, so that spelling a peer costs one
 * number for each of its fields.
 *
 * Implements spec/17-checker.md, section Numbers of parts.
 */
import { canonical } from '../../peer/image.js';
import { symbolicHash } from '../../wire/crypto/symbolic-hash.js';
import { isSignedMessage } from '../../wire/envelope.js';
import { toHex } from '../../wire/hex.js';

/** What all spellings of one model have in common. */
export interface Alphabet {
  /** Appends the spelling of `value`. */
  spell(value: unknown, into: Spelled): void;
  /** 256 bits in hex: the same for what has one canonical text, under every alphabet. */
  digestOf(spelled: Spelled): string;
}

/** A sequence that grows. */
export interface Spelled {
  words: Int32Array;
  length: number;
}

/** The names of an object, in order, whatever the order in which it got them. */
interface Shape {
  readonly word: number;
  readonly names: readonly string[];
}

/** A way to a shape: the names of an object in the order in which it has them. */
interface Way {
  readonly next: Map<string, Way>;
  shape: Shape | undefined;
}

const utf8 = new TextEncoder();
/** Bits of what a word stands for, by 32. */
const MEANING = 4;
const [WORD, WHOLE] = [0, 1];

export function createAlphabet(): Alphabet {
  /** By place among the odd words. */
  let meanings = new Int32Array(MEANING << 10);
  let count = 0;
  let together = new Int32Array(MEANING << 10);

  /** Whole numbers from 0 on are even words, all else has an odd one. `meaning`: the same under every alphabet. */
  function newWord(meaning: string): number {
    const hash = new Int32Array(symbolicHash(WORD, [utf8.encode(meaning)]).buffer);
    if (MEANING * (count + 1) > meanings.length) meanings = doubled(meanings);
    for (let i = 0; i < MEANING; i += 1) meanings[MEANING * count + i] = hash[i]!;
    count += 1;
    return 2 * count - 1;
  }
  const [list, map] = [newWord('list'), newWord('map')];
  const primitives = new Map<unknown, number>();
  const texts = new Map<string, number>();
  const shapes = new Map<string, Shape>();
  const start: Way = { next: new Map(), shape: undefined };
  /** Bytes and messages, which nobody changes. */
  const known = new WeakMap<object, number>();

  function primitiveWord(value: unknown): number {
    let word = primitives.get(value);
    if (word === undefined) {
      word = newWord(canonical(value));
      primitives.set(value, word);
    }
    return word;
  }

  function unchangingWord(value: object): number {
    let word = known.get(value);
    if (word === undefined) {
      const text = canonical(value);
      word = texts.get(text) ?? newWord(text);
      texts.set(text, word);
      known.set(value, word);
    }
    return word;
  }

  function shapeOf(value: object): Shape {
    let way = start;
    for (const name of Object.keys(value)) {
      let next = way.next.get(name);
      if (next === undefined) {
        next = { next: new Map(), shape: undefined };
        way.next.set(name, next);
      }
      way = next;
    }
    way.shape ??= sharedShape(Object.keys(value).sort());
    return way.shape;
  }

  function sharedShape(names: readonly string[]): Shape {
    const key = JSON.stringify(names);
    const shape = shapes.get(key) ?? { word: newWord(`names ${key}`), names };
    shapes.set(key, shape);
    return shape;
  }

  function put(into: Spelled, word: number): void {
    if (into.length === into.words.length) into.words = doubled(into.words);
    into.words[into.length] = word;
    into.length += 1;
  }

  function spell(value: unknown, into: Spelled): void {
    if (typeof value === 'number' && value >= 0 && value < 2 ** 30 && Number.isInteger(value))
      put(into, 2 * value);
    else if (typeof value !== 'object' || value === null) put(into, primitiveWord(value));
    else if (value instanceof Uint8Array) put(into, unchangingWord(value));
    else if (value instanceof Map) {
      put(into, map);
      put(into, 2 * value.size);
      for (const [key, entry] of value) {
        spell(key, into);
        spell(entry, into);
      }
    } else if (Array.isArray(value)) {
      put(into, list);
      put(into, 2 * value.length);
      for (const entry of value) spell(entry, into);
    } else if (isSignedMessage(value)) put(into, unchangingWord(value));
    else {
      const { word, names } = shapeOf(value);
      put(into, word);
      for (const name of names) spell((value as Record<string, unknown>)[name], into);
    }
  }

  function digestOf({ words, length }: Spelled): string {
    while (together.length < MEANING * length) together = doubled(together);
    for (let i = 0; i < length; i += 1) {
      const word = words[i]!;
      const isEven = word % 2 === 0;
      for (let part = 0; part < MEANING; part += 1)
        together[MEANING * i + part] = isEven ? word : meanings[MEANING * ((word - 1) / 2) + part]!;
    }
    const bytes = new Uint8Array(together.buffer, 0, 4 * MEANING * length);
    return toHex(symbolicHash(WHOLE, [bytes]));
  }

  return { spell, digestOf };
}

function doubled(words: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * words.length);
  more.set(words);
  return more;
}

export interface SpellingInterner<T> {
  readonly count: number;
  /** The number of what `spelled` spells, from 0 in the order in which they are first met; `make` is called for a new one. */
  intern(spelled: Spelled, make: () => T): number;
  at(id: number): T;
}

const INITIAL = 1 << 8;

/** Numbers for values by their spellings, which it keeps and compares whole. */
export function createSpellingInterner<T>(): SpellingInterner<T> {
  const values: T[] = [];
  const spellings: Int32Array[] = [];
  const hashes: number[] = [];
  /** Numbers, plus 1; 0 is an empty slot. */
  let slots = new Int32Array(INITIAL);

  function isAt(id: number, { words, length }: Spelled): boolean {
    const other = spellings[id]!;
    if (other.length !== length) return false;
    for (let i = 0; i < length; i += 1) if (other[i] !== words[i]) return false;
    return true;
  }

  function grow(): void {
    slots = new Int32Array(2 * slots.length);
    hashes.forEach((hash, id) => {
      let slot = hash & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = id + 1;
    });
  }

  return {
    get count() {
      return values.length;
    },
    at: (id) => values[id]!,
    intern(spelled, make) {
      const mask = slots.length - 1;
      const hash = hashOf(spelled.words, spelled.length);
      let slot = hash & mask;
      for (; slots[slot] !== 0; slot = (slot + 1) & mask)
        if (isAt(slots[slot]! - 1, spelled)) return slots[slot]! - 1;
      const value = make();
      spellings.push(spelled.words.slice(0, spelled.length));
      hashes.push(hash);
      slots[slot] = values.push(value);
      if (2 * values.length > slots.length) grow();
      return values.length - 1;
    },
  };
}

function hashOf(words: Int32Array, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i += 1) {
    hash = Math.imul(hash ^ words[i]!, 0x2c1b3c6d);
    hash ^= hash >>> 15;
  }
  return hash;
}
