/**
 * Leads the shares of an exploration through its levels: a level is expanded by all of them, then the next one. It
 * goes by reports alone, and so does not care whether a share is a thread or an object beside it.
 *
 * Implements spec/17-checker.md, CHEK-50 to CHEK-52.
 */
import type { Bounds, Judgement, Summary } from '../explore.js';
import { collisionBound } from '../fingerprint.js';
import type { Model } from '../model.js';
import { verdictOf } from '../verdict.js';
import { cursorOf, type Memory, STOP } from './memory.js';
import type { Chunk, Found, Order, Report } from './orders.js';
import { createSlots, roomIn, withRoomFor } from './shared-visited.js';

export interface Conductor {
  /** Gives the first orders. */
  begin(): void;
  /** What a share reports; when all have, they get their next orders, or it has ended. */
  hear(report: Report): void;
  readonly hasEnded: boolean;
  readonly summary: Summary;
  /** Witnesses as `numberOf` gives them. */
  readonly judgements: readonly Judgement[];
  /** States that decide, by property; with their numbers over all shares. */
  readonly found: ReadonlyMap<number, Found & { readonly number: number }>;
}

/** Below it, growing is cheap and pausing is not. */
const ROOM_MIN = 1 << 12;

/** A half of 0 counts as 1 (shared-visited.ts). */
const HALF_OF_0 = 1 + 2 ** -30;

/** @param give hands an order to a share, which reports on it once */
export function createConductor(
  model: Model,
  memory: Memory,
  bounds: Pick<Bounds, 'depth' | 'states'>,
  give: (share: number, order: Order) => void,
): Conductor {
  const { shares } = memory;
  const control = new Int32Array(memory.control);
  const depthMax = bounds.depth ?? Number.POSITIVE_INFINITY;
  const statesMax = bounds.states ?? Number.POSITIVE_INFINITY;
  const found = new Map<number, Found & { readonly number: number }>();
  let reports: (Report | undefined)[] = [];
  let last: Report[] = [];
  let visited = createSlots();
  let level = 0;
  let chunks: readonly Chunk[] = [];
  let ended: Summary['ended'];
  let wasStopped = false;
  /** What is to be done once the table has grown. */
  let waiting: 'level' | 'go on' | undefined;

  const sumOf = (what: (report: Report) => number): number =>
    last.reduce((sum, report) => sum + what(report), 0);
  const distinct = (): number => sumOf((report) => report.distinct);

  function giveAll(type: 'begin' | 'level' | 'go on'): void {
    const needed = distinct() + ROOM_MIN * shares;
    if (type !== 'begin' && roomIn(visited) < needed) return grow(type, needed);
    const room = Math.ceil((Math.min(roomIn(visited), statesMax) - distinct()) / shares);
    reports = [];
    for (let share = 0; share < shares; share += 1)
      if (type !== 'begin' || share === 0) give(share, { type, chunks, visited, room });
      else hear({ ...NOTHING_YET, share });
  }

  /** The shares move what is in the table into a larger one, and then go on. */
  function grow(then: 'level' | 'go on', needed: number): void {
    const outgrown = visited;
    visited = withRoomFor(needed, visited);
    waiting = then;
    reports = [];
    for (let share = 0; share < shares; share += 1)
      give(share, { type: 'grow', chunks: [], visited, outgrown, room: 0 });
  }

  function nextLevel(): void {
    const next = last.flatMap((report) => report.chunks);
    if (next.length > 0) level += 1;
    if (next.length === 0) ended = 'all';
    else if (level >= depthMax) ended = 'depth';
    else if (distinct() >= statesMax) ended = 'states';
    else {
      chunks = next;
      for (let share = 0; share < shares; share += 1) Atomics.store(control, cursorOf(share), 0);
      giveAll('level');
    }
  }

  function goOn(): void {
    note();
    const isViolated = [...found.keys()].some((one) => model.properties[one]!.kind === 'always');
    if (isViolated) ended = 'violation';
    else if (last.some(({ paused }) => paused === 'stop')) wasStopped = true;
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
          found.set(one.property, { ...one, number: one.index * shares + share });
  }

  function hear(report: Report): void {
    reports[report.share] = report;
    if (reports.filter((one) => one !== undefined).length < shares) return;
    last = reports as Report[];
    goOn();
  }

  return {
    begin() {
      Atomics.store(control, STOP, 0);
      if (model.initial.length === 0) throw new RangeError('initial: expected at least one state');
      giveAll('begin');
    },
    hear,
    get hasEnded() {
      return ended !== undefined || wasStopped;
    },
    get summary() {
      const count = distinct();
      const isDeeper = ended === 'violation' || wasStopped || ended === 'states';
      const hasNext = isDeeper && last.some((report) => report.chunks.length > 0);
      return {
        generated: sumOf((report) => report.generated),
        distinct: count,
        depth: hasNext ? level + 1 : level,
        waiting: count - sumOf(({ expanded }) => expanded),
        terminal: sumOf((report) => report.terminal),
        ended,
        collisionBound: HALF_OF_0 * collisionBound(count),
        bytesPerState: (visited.byteLength + sumOf(({ bytes }) => bytes)) / count,
        levels: [],
        frontierBytes: chunks.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
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

const NOTHING_YET: Omit<Report, 'share'> = {
  paused: 'done',
  generated: 0,
  distinct: 0,
  expanded: 0,
  terminal: 0,
  chunks: [],
  found: [],
  bytes: 0,
};
