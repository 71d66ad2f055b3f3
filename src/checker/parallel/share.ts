/**
 * One of several that explore a model together, level by level, each with an instance of the model: takes pieces of
 * the level, expands their states, and keeps those that nobody met before for the level after.
 *
 * Implements spec/17-checker.md, CHEK-50 to CHEK-52.
 */
import { createFingerprints, type Fingerprints } from '../fingerprint.js';
import { createJudge } from '../judge.js';
import { createLinks, type LinkChunks } from '../links.js';
import type { Model, StateVector } from '../model.js';
import type { Saved } from '../saved.js';
import { createSuccessors } from '../successors.js';
import { type Memory, STOP, tallyOf } from './memory.js';
import {
  CHUNK,
  CHUNK_BYTES,
  type Chunk,
  type Found,
  type Order,
  type Report,
  tagOf,
} from './orders.js';
import { createParts } from './parts.js';
import { createPieces } from './pieces.js';
import { linksAmong, type Resumed, resume } from './resumed.js';
import { createSharedVisited, moveShare } from './shared-visited.js';

export interface Share {
  /** A new order; the one before has been reported on. */
  take(order: Order): void;
  /** Expands at most so many states. What it has to say if it pauses. */
  work(expandedMax: number): Report | undefined;
  readonly links: LinkChunks;
  /** A state in common numbers, whose parts are known. */
  commonOf(state: StateVector): Int32Array;
  /** Writes the state whose common numbers stand in `words` from `at` into `state`, in numbers of its own. */
  ownOf(words: Int32Array, at: number, state: StateVector): void;
  /** The instance that it has, and how that knows states. */
  readonly model: Model;
  readonly prints: Fingerprints;
  /** What it would report if it had nothing to do. */
  standing(): Report;
  /** CHEK-54: what waited, where it goes on from what was kept. */
  readonly resumed: Resumed | undefined;
}

/**
 * @param share its place among them, from 0
 * @param saved what it goes on from, of the first share alone
 * @throws RangeError if the model does not say what its words stand for, or is not the one that was saved
 */
export function createShare(model: Model, memory: Memory, share: number, saved?: Saved): Share {
  if (model.contentOf === undefined)
    throw new RangeError(`${model.name} does not say what its parts are: it cannot be shared`);
  const { width } = model;
  const prints = createFingerprints(model);
  const successors = createSuccessors(model, prints, true);
  const parts = createParts(model, prints, memory);
  const control = new Int32Array(memory.control);
  const tally = tallyOf(memory);
  const links = createLinks(saved && linksAmong(saved.links, memory.shares));
  const state: StateVector = new Int32Array(width);
  const next: StateVector = new Int32Array(width);
  const found: Found[] = [];
  const decided: number[] = [];
  const judge = createJudge(model.properties, (property) => decided.push(property));
  let visited = createSharedVisited(new SharedArrayBuffer(16));
  let order: Order | undefined;
  let shard: Order['shard'];
  let sources: Int32Array[] = [];
  let generated = saved?.generated ?? 0;
  let distinct = saved?.visited.count ?? 0;
  let expanded = saved === undefined ? 0 : distinct - saved.frontier.states.length / width;
  let terminal = saved?.terminal ?? 0;
  let roomLeft = 0;
  const pieces = createPieces(control, memory.shares, share);
  /** The piece at hand: a chunk of the level, which of its states is next, and how many there are. */
  let chunk = 0;
  let at = 0;
  let left = 0;
  /** States of the level after; buffers of the level before are used again. */
  let full: Chunk[] = [];
  let lent: readonly Chunk[] = [];
  let free: SharedArrayBuffer[] = [];
  let buffer: SharedArrayBuffer | undefined;
  let out: Int32Array = new Int32Array(0);
  let outCount = 0;
  let outLow = 0;
  let outHigh = 0;
  let buffers = 0;

  for (const initial of model.initial) parts.start(initial);
  const resumed = saved && resume(saved, { model, prints, parts });
  if (resumed !== undefined) buffers = resumed.rest.length + resumed.coming.length;

  function chunksOut(): Chunk[] {
    if (buffer === undefined || outCount === 0) return full;
    return [...full, { buffer, count: outCount, share, first: distinct - outCount }];
  }

  function makeRoom(): void {
    if (buffer !== undefined) full = chunksOut();
    buffer = free.pop();
    if (buffer === undefined) {
      buffer = new SharedArrayBuffer(CHUNK_BYTES * width);
      buffers += 1;
    }
    out = new Int32Array(buffer);
    outCount = 0;
  }

  /** `next` is new: of which state the successor is, and where that stands. */
  function meet(parent: number, low: number, high: number, before: Int32Array, beforeAt: number) {
    if (buffer === undefined || outCount === CHUNK) makeRoom();
    parts.toCommon(next, out, outCount * width, before, beforeAt);
    outCount += 1;
    outLow = (outLow + low) | 0;
    outHigh = (outHigh + high) | 0;
    links.push(parent, tagOf(high));
    judge(next);
    while (decided.length > 0) {
      const property = decided.pop()!;
      found.push({ property, index: distinct, low, high });
      if (model.properties[property]!.kind === 'always') Atomics.store(control, STOP, 1);
    }
    distinct += 1;
    roomLeft -= 1;
  }

  function meetInitial(): void {
    model.initial.forEach((initial) => {
      next.set(initial);
      generated += 1;
      const low = prints.lowOf(next);
      const high = prints.highOf(next);
      if (visited.add(low, high)) meet(-1, low, high, next, 0);
    });
  }

  function expandOne(): void {
    if (at === order!.chunks[chunk]!.count) {
      chunk += 1;
      at = 0;
    }
    const source = sources[chunk]!;
    const start = at * width;
    const { share: owner, first } = order!.chunks[chunk]!;
    const parent = (first + at) * memory.shares + owner;
    at += 1;
    left -= 1;
    expanded += 1;
    parts.toOwn(source, start, state);
    if (shard !== undefined && (prints.highOf(state) >>> 0) % shard.of !== shard.at) return;
    successors.of(state);
    const { count, steps, lows, highs } = successors;
    generated += steps;
    if (steps === 0) terminal += 1;
    visited.touch(lows, count);
    for (let i = 0; i < count; i += 1) {
      if (!visited.add(lows[i]!, highs[i]!)) continue;
      successors.read(i, next);
      meet(parent, lows[i]!, highs[i]!, source, start);
    }
  }

  /** Whether there was a piece left. */
  function takePiece(): boolean {
    left = pieces.take();
    chunk = pieces.chunk;
    at = pieces.at;
    return left > 0;
  }

  const report = (paused: Report['paused']): Report => ({
    share,
    paused,
    generated,
    distinct,
    expanded,
    terminal,
    chunks: chunksOut(),
    low: outLow,
    high: outHigh,
    found,
    inHand: left > 0 ? { from: pieces.placeOf(chunk) + at, count: left } : undefined,
    bytes: links.bytes,
    frontierBytes: buffers * CHUNK_BYTES * width,
  });

  return {
    take(given) {
      order = given;
      visited = createSharedVisited(given.visited);
      roomLeft = given.room;
      if (given.type === 'begin') meetInitial();
      if (given.type !== 'level') return;
      sources = given.chunks.map((one) => new Int32Array(one.buffer));
      free = free.concat(lent.map((one) => one.buffer));
      lent = given.chunks.filter((one) => one.share === share);
      full = [];
      buffer = undefined;
      outCount = 0;
      outLow = 0;
      outHigh = 0;
      left = 0;
      shard = given.shard;
      pieces.start(given.chunks.map(({ count }) => count));
    },
    work(expandedMax) {
      tally[2 * share] = generated;
      tally[2 * share + 1] = distinct;
      if (order!.outgrown !== undefined) {
        moveShare(order!.outgrown, visited, order!.part!);
        return report('grown');
      }
      for (let i = 0; i < expandedMax; i += 1) {
        if (Atomics.load(control, STOP) !== 0) return report('stop');
        if (left === 0 && !takePiece()) return report('done');
        if (roomLeft <= 0) return report('room');
        if (parts.isFull) return report('full');
        expandOne();
      }
      return undefined;
    },
    links: links.chunks,
    resumed,
    model,
    prints,
    ownOf: parts.toOwn,
    standing: () => report('done'),
    commonOf(state) {
      const words = new Int32Array(width);
      parts.toCommon(state, words, 0, words, 0);
      return words;
    },
  };
}
