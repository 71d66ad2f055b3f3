/**
 * An exploration of several shares as one that a single explorer, or other shares, can go on with: states are numbered
 * anew, what waits last.
 *
 * Implements spec/17-checker.md, CHEK-54.
 */
import { type LinkChunks, parentIn, stepIn } from '../links.js';
import type { Model } from '../model.js';
import type { Saved } from '../saved.js';
import type { Halt } from './halt.js';
import { type Memory, PART_HEAD, PARTS_MAX, partTablesOf } from './memory.js';
import type { Chunk } from './orders.js';
import { HIGH, LOW, PLACE } from './parts.js';
import type { Range } from './pieces.js';
import type { Share } from './share.js';

/** A state that waits: whose it is, its place there, and where its words begin. */
interface Waiting {
  readonly share: number;
  readonly index: number;
  readonly words: Int32Array;
  readonly at: number;
}

/**
 * @param own a share of it: parts of initial states are known to it
 * @param links of each share, in order
 */
export function keptOf(
  of: { readonly model: Model; readonly memory: Memory; readonly own: Pick<Share, 'commonOf'> },
  halt: Halt,
  links: readonly LinkChunks[],
): Saved {
  const { model, memory, own } = of;
  const { width } = model;
  const rest = halt.rest.flatMap((range) => statesIn(halt.chunks, range, width));
  const waiting = [...rest, ...halt.coming.flatMap((chunk) => statesOf(chunk, width))];
  const total = halt.counts.reduce((sum, count) => sum + count, 0);
  const numbers = numbered(halt.counts, waiting, total);
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
  const states = new Int32Array(waiting.length * width);
  waiting.forEach(({ words, at }, place) => {
    for (let i = 0; i < width; i += 1) states[place * width + i] = words[at + i]!;
  });
  const initial = Int32Array.from(model.initial.flatMap((state) => [...own.commonOf(state)]));
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
    recipes: recipesIn(memory, initial),
    frontier: {
      states,
      notes: Int32Array.of(rest.length, halt.level, total - waiting.length),
    },
  };
}

function statesOf({ buffer, count, share, first }: Chunk, width: number): Waiting[] {
  const words = new Int32Array(buffer);
  return Array.from({ length: count }, (_, nth) => ({
    share,
    index: first + nth,
    words,
    at: nth * width,
  }));
}

function statesIn(chunks: readonly Chunk[], { from, count }: Range, width: number): Waiting[] {
  const found: Waiting[] = [];
  let start = 0;
  for (const chunk of chunks) {
    const first = Math.max(from - start, 0);
    const end = Math.min(from + count - start, chunk.count);
    if (first < end) found.push(...statesOf(chunk, width).slice(first, end));
    start += chunk.count;
  }
  return found;
}

/** By share and place there; what waits has the last numbers, in its order. */
function numbered(
  counts: readonly number[],
  waiting: readonly Waiting[],
  total: number,
): readonly Int32Array[] {
  const numbers = counts.map((count) => new Int32Array(count).fill(-1));
  waiting.forEach(({ share, index }, at) => {
    numbers[share]![index] = total - waiting.length + at;
  });
  let next = 0;
  for (const ofShare of numbers)
    for (let index = 0; index < ofShare.length; index += 1)
      if (ofShare[index] === -1) ofShare[index] = next++;
  return numbers;
}

/** All parts that are known to anybody, each after those of the state before it. */
function recipesIn(memory: Memory, initial: Int32Array): Int32Array {
  const { heads, records } = partTablesOf(memory);
  const size = PART_HEAD + memory.width;
  const isDone = new Uint8Array(PARTS_MAX);
  for (const word of initial) if (word >= 0) isDone[word] = 1;
  const recipes: Int32Array[] = [];
  const lackingIn = (record: number): number | undefined => {
    for (let at = record * size + PART_HEAD; at < (record + 1) * size; at += 1)
      if (records[at]! >= 0 && isDone[records[at]!] === 0) return records[at]!;
    return undefined;
  };
  for (const head of heads) {
    if (head === 0) continue;
    const open = [head - 1];
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
      const at = record * size;
      const recipe = new Int32Array(1 + size);
      recipe.set([records[at + PLACE]!, record, records[at + LOW]!, records[at + HIGH]!]);
      recipe.set(records.subarray(at + PART_HEAD, at + size), 1 + PART_HEAD);
      recipes.push(recipe);
    }
  }
  const words = new Int32Array(recipes.length * (1 + size));
  recipes.forEach((recipe, index) => {
    words.set(recipe, index * (1 + size));
  });
  return words;
}
