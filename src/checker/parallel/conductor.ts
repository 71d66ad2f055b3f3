/**
 * Leads the shares of an exploration through its levels: a level is expanded by all of them, then the next one. It
 * goes by reports alone, and so does not care whether a share is a thread or an object beside it. The first share is
 * there from the beginning; others take part from the level on that comes after they have joined.
 *
 * Implements spec/17-checker.md, CHEK-50 to CHEK-55.
 */
import { type Bounds, type Judgement, SHARD_STATES, type Summary } from '../explore.js';
import { collisionBound } from '../fingerprint.js';
import type { Level } from '../levels.js';
import type { Model } from '../model.js';
import { verdictOf } from '../verdict.js';
import type { Halt, Keeping } from './halt.js';
import { cursorOf, type Memory, STOP } from './memory.js';
import {
  CHUNK_BYTES,
  type Chunk,
  type Found,
  nothingYet,
  numbersMax,
  type Order,
  type Report,
} from './orders.js';
import { untaken } from './pieces.js';
import type { Resumed } from './resumed.js';
import { bitsFor, createSlots, roomIn, slotsWith } from './shared-visited.js';

export type SharedBounds = Pick<Bounds, 'depth' | 'states' | 'bytes' | 'shard'>;

export interface Conductor {
  /** Gives the first orders. */
  begin(): void;
  /** A share that is ready: it gets orders from the next level on. */
  join(share: number): void;
  /** What a share reports; when all have, they get their next orders, or it has ended. */
  hear(report: Report): void;
  readonly hasEnded: boolean;
  /** Between two levels, where it was asked to pause. */
  readonly isPaused: boolean;
  /** After a pause. */
  goOn(): void;
  /** CHEK-54: where it stands. Only when it pauses, or has ended. */
  readonly halt: Halt;
  readonly summary: Summary;
  /** Witnesses as `numberOf` gives them. */
  readonly judgements: readonly Judgement[];
  /** States that decide, by property; with their numbers over all shares. */
  readonly found: ReadonlyMap<number, Found & { readonly number: number }>;
}

/** Below it, growing is cheap and pausing is not. */
const ROOM_MIN = 1 << 12;

/** Bytes of a link, and of the chunk of links that a share begins. */
const LINK_BYTES = 6;
const LINK_CHUNK_BYTES = LINK_BYTES << 14;

/** @param give hands an order to a share, which reports on it once */
export function createConductor(
  model: Model,
  memory: Memory,
  bounds: SharedBounds,
  give: (share: number, order: Order) => void,
  { isDue = () => false, goesOn }: Keeping = {},
): Conductor {
  const control = new Int32Array(memory.control);
  const saved = goesOn?.saved;
  const resumed = goesOn?.own.resumed;
  const depthMax = bounds.depth ?? Number.POSITIVE_INFINITY;
  const statesMax = bounds.states ?? Number.POSITIVE_INFINITY;
  const bytesMax = bounds.bytes ?? Number.POSITIVE_INFINITY;
  const found = new Map<number, Found & { readonly number: number; readonly share: number }>();
  /** Shares that get orders, and those that have joined since the level began. */
  const members = [0];
  const joining: number[] = [];
  let awaited = 0;
  /** By share: what it said last. */
  const last = Array.from({ length: memory.shares }, (_, share): Report => nothingYet(share));
  let visited = saved === undefined ? createSlots() : slotsWith(saved.visited.prints);
  const levels: Level[] = saved?.levels.slice(0, resumed!.level) ?? [];
  let chunks: readonly Chunk[] = [];
  /** States of the level after that no share reports: those that were kept. */
  let held = resumed?.coming ?? [];
  const heldSums = saved?.levels[resumed!.level];
  let partingLevel = saved?.partingLevel;
  let shard: Order['shard'];
  let isPaused = false;
  let ended: Summary['ended'];
  let wasStopped = false;
  /** Whether states of the level at hand have been expanded, so that reports tell of the next one. */
  let isOpen = false;
  /** What is to be done once the table has grown. */
  let waiting: 'level' | 'go on' | undefined;

  const sumOf = (what: (report: Report) => number): number =>
    last.reduce((sum, report) => sum + what(report), 0);
  const distinct = (): number => sumOf((report) => report.distinct);
  const bytes = (): number =>
    visited.byteLength + sumOf((report) => report.bytes + report.frontierBytes);

  function giveEach(order: Omit<Order, 'chunks' | 'visited' | 'shard'>): void {
    awaited = members.length;
    members.forEach((share, at) => {
      const part = { at, of: members.length };
      give(share, { ...order, chunks, visited, part, ...(shard && { shard }) });
    });
  }

  function giveAll(type: 'level' | 'go on'): void {
    if (type === 'level') members.push(...joining.splice(0));
    if (roomIn(visited) < distinct() + ROOM_MIN * members.length) return grow(type);
    const room = Math.min(roomIn(visited), statesMax) - distinct();
    const affordable = affordableStates();
    if (affordable <= 0) ended = 'memory';
    else {
      isOpen = true;
      giveEach({ type, room: Math.ceil(Math.min(room, affordable) / members.length) });
    }
  }

  /**
   * CHEK-53: states for whose links and vectors there is memory, and numbers. A share that pauses has begun a chunk
   * of each.
   */
  function affordableStates(): number {
    const begun = members.length * (CHUNK_BYTES * model.width + LINK_CHUNK_BYTES);
    const affordable = (bytesMax - bytes() - begun) / (LINK_BYTES + 4 * model.width);
    const most = Math.max(...last.map((report) => report.distinct));
    return Math.min(affordable, numbersMax(memory.shares) - most);
  }

  /** The shares move what is in the table into a larger one, and then go on. */
  function grow(then: 'level' | 'go on'): void {
    const outgrown = visited;
    const bits = bitsFor(distinct() + ROOM_MIN * members.length, outgrown);
    if (bytes() + 8 * 2 ** bits > bytesMax) {
      ended = 'memory';
      return;
    }
    visited = createSlots(bits);
    waiting = then;
    giveEach({ type: 'grow', outgrown, room: 0 });
  }

  /** What the reports say of the level after. */
  const nextLevelOf = (): Level => {
    const sums = held.length > 0 ? heldSums! : NO_STATES;
    return {
      count: coming().reduce((sum, { count }) => sum + count, 0),
      low: (sums.low + sumOf(({ low }) => low)) | 0,
      high: (sums.high + sumOf(({ high }) => high)) | 0,
    };
  };
  const coming = (): Chunk[] => [...held, ...last.flatMap((report) => report.chunks)];

  function nextLevel(): void {
    const next = nextLevelOf();
    isOpen = false;
    chunks = coming();
    held = [];
    for (let share = 0; share < memory.shares; share += 1)
      Atomics.store(control, cursorOf(share), 0);
    if (next.count > 0) levels.push(next);
    if (next.count === 0) ended = bounds.shard === undefined ? 'all' : 'shard';
    else if (levels.length >= depthMax) ended = 'depth';
    else if (distinct() >= statesMax) ended = 'states';
    else {
      shard = partingAt(next);
      if (isDue()) isPaused = true;
      else giveAll('level');
    }
  }

  /** CHEK-55: each shard goes its own way from the states of one level on. */
  function partingAt({ count }: Level): Order['shard'] {
    if (bounds.shard === undefined) return undefined;
    if (count >= SHARD_STATES * bounds.shard.of) partingLevel ??= levels.length;
    return partingLevel === levels.length ? bounds.shard : undefined;
  }

  function goOn(): void {
    note();
    const isViolated = [...found.keys()].some((one) => model.properties[one]!.kind === 'always');
    if (isViolated) ended = 'violation';
    else if (last.some(({ paused }) => paused === 'stop')) wasStopped = true;
    else if (last.some(({ paused }) => paused === 'full')) ended = 'memory';
    else if (waiting !== undefined) {
      const type = waiting;
      waiting = undefined;
      giveAll(type);
    } else if (last.every(({ paused }) => paused === 'done')) nextLevel();
    else if (distinct() >= statesMax) ended = 'states';
    else giveAll('go on');
  }

  /** The first that was found in the order of the shares decides. */
  function note(): void {
    for (const { share, found: ofShare } of last)
      for (const one of ofShare)
        if (!found.has(one.property))
          found.set(one.property, { ...one, share, number: one.index * memory.shares + share });
  }

  /** CHEK-54: with what waited, as the first share has it. */
  function takeUp({ rest }: Resumed): void {
    last[0] = goesOn!.own.standing();
    saved!.witnesses.forEach((goal, property) => {
      if (goal === undefined) return;
      const { number: index, low, high } = goal;
      found.set(property, { property, index, low, high, share: 0, number: index * memory.shares });
    });
    if (rest.length === 0) return nextLevel();
    chunks = rest;
    isOpen = true;
    shard = partingLevel === levels.length ? bounds.shard : undefined;
    giveAll('level');
  }

  return {
    begin() {
      Atomics.store(control, STOP, 0);
      if (model.initial.length === 0) throw new RangeError('initial: expected at least one state');
      if (resumed !== undefined) return takeUp(resumed);
      isOpen = true;
      awaited = 1;
      give(0, { type: 'begin', chunks, visited, room: roomIn(visited) });
    },
    join: (share) => {
      joining.push(share);
    },
    hear(report) {
      last[report.share] = report;
      awaited -= 1;
      if (awaited === 0) goOn();
    },
    get isPaused() {
      return isPaused;
    },
    goOn() {
      isPaused = false;
      giveAll('level');
    },
    get halt() {
      const next = isOpen ? nextLevelOf() : NO_STATES;
      const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
      const inHand = last.flatMap((report) => report.inHand ?? []);
      return {
        generated: sumOf((report) => report.generated),
        terminal: sumOf((report) => report.terminal),
        counts: last.map((report) => report.distinct),
        levels: next.count > 0 ? [...levels, next] : levels,
        level: isOpen ? levels.length : levels.length - 1,
        partingLevel,
        visited,
        found,
        chunks,
        rest: isOpen ? [...untaken(control, memory.shares, count), ...inHand] : [],
        coming: isOpen ? coming() : chunks,
      };
    },
    get hasEnded() {
      return ended !== undefined || wasStopped;
    },
    get summary() {
      const count = distinct();
      const isWithin = isOpen && (ended !== undefined || wasStopped);
      const next = nextLevelOf();
      const all = isWithin && next.count > 0 ? [...levels, next] : levels;
      return {
        generated: sumOf((report) => report.generated),
        distinct: count,
        depth: all.length,
        waiting: count - sumOf(({ expanded }) => expanded),
        terminal: sumOf((report) => report.terminal),
        ended,
        collisionBound: collisionBound(count),
        bytesPerState: (visited.byteLength + sumOf((report) => report.bytes)) / count,
        levels: all,
        frontierBytes: sumOf((report) => report.frontierBytes),
      };
    },
    get judgements() {
      return model.properties.map((property, place) => {
        const witness = found.get(place)?.number;
        return { property, verdict: verdictOf(property, witness, ended), witness };
      });
    },
    found,
  };
}

const NO_STATES: Level = { count: 0, low: 0, high: 0 };
