/**
 * An exploration of several shares as one that a single explorer, or other shares, can go on with: states are numbered
 * anew, what waits last.
 *
 * Implements spec/17-checker.md, CHEK-54.
 */
import { isNumbered } from '../fingerprint.js';
import { type LinkChunks, parentIn, stepIn } from '../links.js';
import { behaviourIn, RECIPE_HEAD } from '../recipes.js';
import type { Saved } from '../saved.js';
import type { Halt } from './halt.js';
import { type Memory, PART_HEAD, partTablesOf } from './memory.js';
import type { Chunk } from './orders.js';
import { BEFORE, HIGH, LOW, PLACE } from './parts.js';
import type { Range } from './pieces.js';
import type { Share } from './share.js';

/** Told of a state that waits: whose it is, its place there, and where its words begin. */
type Waiting = (share: number, index: number, words: Int32Array, at: number) => void;

type Kept = Pick<Share, 'model' | 'prints' | 'commonOf' | 'ownOf'>;

/**
 * @param own a share of it: parts of initial states are known to it
 * @param links of each share, in order
 */
export function keptOf(
  of: { readonly memory: Memory; readonly own: Kept },
  halt: Halt,
  links: readonly LinkChunks[],
): Saved {
  const { memory, own } = of;
  const { model } = own;
  const { width } = model;
  const total = sum(halt.counts);
  const rest = sum(halt.rest.map(({ count }) => count));
  const waiting = rest + sum(halt.coming.map(({ count }) => count));
  const numbers = numbered(halt, width, total - waiting);
  const parents = new Int32Array(total);
  const steps = new Uint16Array(total);
  halt.counts.forEach((count, share) => {
    for (let index = 0; index < count; index += 1) {
      const number = numbers[share]![index]!;
      const parent = parentIn(links[share]!, index);
      parents[number] =
        parent < 0 ? parent : numbers[parent % memory.shares]![Math.floor(parent / memory.shares)]!;
      steps[number] = stepIn(links[share]!, index);
    }
  });
  const states = new Int32Array(waiting * width);
  let copied = 0;
  eachWaiting(halt, width, (_share, _index, words, at) => {
    for (let i = 0; i < width; i += 1) states[copied++] = words[at + i]!;
  });
  const initial = Int32Array.from(model.initial.flatMap((state) => [...own.commonOf(state)]));
  const recipes = recipesIn(memory, initial);
  return {
    generated: halt.generated,
    terminal: halt.terminal,
    isCut: false,
    partingLevel: halt.partingLevel,
    witnesses: model.properties.map((_, place) => {
      const found = halt.found.get(place);
      if (found === undefined) return undefined;
      const { share, index, low, high } = found;
      return { number: numbers[share]![index]!, low, high };
    }),
    levels: halt.levels,
    visited: { prints: new Int32Array(halt.visited).slice(), count: total },
    links: { parents, steps },
    initial,
    recipes,
    behaviour: behaviourIn(model, own.prints, recipes, own.ownOf),
    frontier: {
      states,
      notes: Int32Array.of(rest, halt.level, total - waiting),
    },
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** What is left of the level at hand, then the level after. Of many millions none is an object of its own. */
function eachWaiting({ chunks, rest, coming }: Halt, width: number, told: Waiting): void {
  for (const range of rest) eachIn(chunks, range, width, told);
  const count = sum(coming.map((chunk) => chunk.count));
  eachIn(coming, { from: 0, count }, width, told);
}

function eachIn(chunks: readonly Chunk[], { from, count }: Range, width: number, told: Waiting) {
  let start = 0;
  for (const chunk of chunks) {
    const words = new Int32Array(chunk.buffer);
    const end = Math.min(from + count - start, chunk.count);
    for (let nth = Math.max(from - start, 0); nth < end; nth += 1)
      told(chunk.share, chunk.first + nth, words, nth * width);
    start += chunk.count;
  }
}

/** By share and place there; what waits has the last numbers, from `first` on, in its order. */
function numbered(halt: Halt, width: number, first: number): readonly Int32Array[] {
  const numbers = halt.counts.map((count) => new Int32Array(count).fill(-1));
  let waiting = first;
  eachWaiting(halt, width, (share, index) => {
    numbers[share]![index] = waiting++;
  });
  let next = 0;
  for (const ofShare of numbers)
    for (let index = 0; index < ofShare.length; index += 1)
      if (ofShare[index] === -1) ofShare[index] = next++;
  return numbers;
}

/** All parts that are known to anybody, each after those of the state before it. */
function recipesIn(memory: Memory, initial: Int32Array): Int32Array {
  const { heads, taken, records } = partTablesOf(memory);
  const size = PART_HEAD + memory.width;
  const isDone = new Uint8Array(taken[0]!);
  for (const word of initial) if (isNumbered(word)) isDone[word] = 1;
  const recipes = new Int32Array(taken[0]! * (RECIPE_HEAD + memory.width));
  let written = 0;
  const lackingIn = (record: number): number | undefined => {
    for (let at = record * size + PART_HEAD; at < (record + 1) * size; at += 1)
      if (isNumbered(records[at]!) && isDone[records[at]!] === 0) return records[at]!;
    return undefined;
  };
  const write = (record: number): void => {
    const at = record * size;
    recipes.set([records[at + PLACE]!, record, records[at + LOW]!, records[at + HIGH]!], written);
    recipes.set(records.subarray(at + PART_HEAD, at + size), written + RECIPE_HEAD);
    written += RECIPE_HEAD + memory.width;
  };
  const writeAfterOthers = (first: number): void => {
    const open = [first];
    while (open.length > 0) {
      const record = open.at(-1)!;
      const lacking = isDone[record] === 1 ? undefined : lackingIn(record);
      if (lacking !== undefined) {
        open.push(lacking);
        continue;
      }
      open.pop();
      if (isDone[record] === 1) continue;
      isDone[record] = 1;
      write(record);
    }
  };
  for (const head of heads)
    for (let one = head; one !== 0; one = records[(one - 1) * size + BEFORE]!)
      writeAfterOthers(one - 1);
  return recipes.slice(0, written);
}
