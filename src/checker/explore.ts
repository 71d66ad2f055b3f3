/**
 * The explorer: every state of a model within bounds, each property judged on each of them.
 *
 * Implements spec/17-checker.md, CHEK-4, CHEK-6 to CHEK-8. Works in portions, so that a host can report and stop.
 */
import { collisionBound, createFingerprints } from './fingerprint.js';
import { createQueue, createStack } from './frontier.js';
import { createJudge } from './judge.js';
import { createLevels, type Level } from './levels.js';
import { createLinks } from './links.js';
import type { Model, Property, StateVector } from './model.js';
import { tagOf } from './parallel/orders.js';
import { type Goal, wayTo } from './parallel/way.js';
import { type Path, pathTo } from './path.js';
import { behaviourIn, createRecipes, remade } from './recipes.js';
import type { Saved } from './saved.js';
import { createSuccessors } from './successors.js';
import { type Verdict, verdictOf } from './verdict.js';
import { createVisited } from './visited.js';

export interface Bounds {
  /** `bfs` finds shortest paths; `dfs` needs less room for what waits. Default `bfs`. */
  readonly order?: 'bfs' | 'dfs';
  /** States of this level are not expanded; the initial ones are of level 1. Default: no bound. */
  readonly depth?: number;
  /** No state is expanded once there are so many. Default: no bound. */
  readonly states?: number;
  /** Compares whole vectors where fingerprints are equal. Default false. */
  readonly isExact?: boolean;
  /** CHEK-53: bytes that states, links and what waits may take; it ends before it takes more. Default: no bound. */
  readonly bytes?: number;
  /**
   * CHEK-55: explores only what can be reached from this share of a level, from 0, of so many, and the levels before
   * it. Breadth first.
   */
  readonly shard?: { readonly at: number; readonly of: number };
  /** Whether it can be saved. Paths are then found by fingerprints. Default false. */
  readonly isKept?: boolean;
}

export interface Judgement {
  readonly property: Property;
  readonly verdict: Verdict;
  /** Number of the state that decides; undefined if all of them do. */
  readonly witness: number | undefined;
}

export interface Summary {
  /** Steps taken, and initial states. */
  readonly generated: number;
  readonly distinct: number;
  /** Level of the deepest state met. */
  readonly depth: number;
  readonly waiting: number;
  /** States without a step. */
  readonly terminal: number;
  /** Why it ended; undefined while it has not. `all`: there is no further state; a shard never claims that. */
  readonly ended: 'all' | 'shard' | 'depth' | 'states' | 'memory' | 'violation' | undefined;
  /** CHEK-3; 0 if exact. */
  readonly collisionBound: number;
  /** Visited set and links, by distinct states. */
  readonly bytesPerState: number;
  /** What the states that wait take. */
  readonly frontierBytes: number;
  readonly levels: readonly Level[];
}

/** What was found, so far or in the end. */
export interface Explored {
  readonly summary: Summary;
  /** In the order of the model's properties. */
  readonly judgements: readonly Judgement[];
  /** How a state was first reached: shortest with `bfs`. */
  pathTo(number: number): Path;
}

export interface Exploration extends Explored {
  /** Expands so many states, or fewer if it ends. Whether there is more to do. */
  advance(expandedMax: number): boolean;
  /** CHEK-54: all that it needs to go on later, with another instance of the model. Only where `isKept`. */
  save(): Saved;
}

/** So many states for each shard at the level at which they part. */
export const SHARD_STATES = 64;
/** States between two looks at memory; each is taken to have so many new successors. */
const FULL_EVERY = 64;
const STEPS_OF_MANY = 64;

/**
 * @param saved by an exploration of an equal model with equal order and shard; its arrays are taken over
 * @throws RangeError if the model has no initial state, or is not the one that was saved
 */
export function createExploration(model: Model, bounds: Bounds = {}, saved?: Saved): Exploration {
  const { width } = model;
  const isExact = bounds.isExact === true;
  const depthMax = bounds.depth ?? Number.POSITIVE_INFINITY;
  const statesMax = bounds.states ?? Number.POSITIVE_INFINITY;
  const bytesMax = bounds.bytes ?? Number.POSITIVE_INFINITY;
  const { shard, isKept = saved !== undefined } = bounds;
  const visited = createVisited(width, isExact, saved?.visited);
  const links = createLinks(saved?.links);
  const levels = createLevels(saved?.levels);
  const frontier = bounds.order === 'dfs' ? createStack(width) : createQueue(width);
  const state: StateVector = new Int32Array(width);
  const next: StateVector = new Int32Array(width);
  const prints = createFingerprints(model, (place, value) => {
    if (isNoting) recipes.note(place, value, state);
  });
  const recipes = createRecipes(width, prints);
  /** Initial states come with the model. */
  let isNoting = false;
  const successors = createSuccessors(model, prints, !isExact);
  /** By place of the property. */
  const witnesses: (Goal | undefined)[] = [...(saved?.witnesses ?? [])];
  const judge = createJudge(model.properties, (property) => {
    const [low, high] = [prints.lowOf(next), prints.highOf(next)];
    witnesses[property] ??= { number: visited.count - 1, low, high };
    if (model.properties[property]!.kind === 'always') ended = 'violation';
  });
  let generated = saved?.generated ?? 0;
  let depth = saved?.levels.length ?? 0;
  let terminal = saved?.terminal ?? 0;
  let isCut = saved?.isCut ?? false;
  /** Where shards part; undefined before. */
  let partingLevel = saved?.partingLevel;
  let ended: Summary['ended'];

  function meet(parent: number, ofLevel: number, step: number, low: number, high: number): void {
    const at = visited.count - 1;
    links.push(parent, isKept ? tagOf(high) : step);
    levels.add(ofLevel, low, high);
    if (ofLevel > depth) depth = ofLevel;
    judge(next);
    frontier.push(next, at, ofLevel);
  }

  function expandOne(): void {
    const number = frontier.take(state);
    const { level } = frontier;
    if (level >= depthMax) {
      isCut = true;
      return;
    }
    if (shard !== undefined && isOfAnother(level)) return;
    successors.of(state);
    const { count, steps, lows, highs, places } = successors;
    generated += steps;
    if (steps === 0) terminal += 1;
    visited.touch(lows, count);
    for (let i = 0; i < count; i += 1) {
      if (isExact) successors.read(i, next);
      if (!visited.add(next, lows[i]!, highs[i]!)) continue;
      successors.read(i, next);
      meet(number, level + 1, places[i]!, lows[i]!, highs[i]!);
    }
  }

  /** Levels before are every shard's; from the states of one level on, each goes its own way. */
  function isOfAnother(level: number): boolean {
    const { at, of } = shard!;
    if (partingLevel === undefined && levels.all[level - 1]!.count >= SHARD_STATES * of)
      partingLevel = level;
    return level === partingLevel && (prints.highOf(state) >>> 0) % of !== at;
  }

  function isFull(): boolean {
    const bytes = visited.bytes + links.bytes + frontier.bytes;
    const many = FULL_EVERY * STEPS_OF_MANY;
    const growing = visited.room < many ? visited.bytesToGrow : 0;
    return bytes + growing + frontier.bytesToGrow(many) > bytesMax;
  }

  if (model.initial.length === 0) throw new RangeError('initial: expected at least one state');
  if (shard !== undefined && bounds.order === 'dfs')
    throw new RangeError('shard: expected breadth first');
  model.initial.forEach((initial, place) => {
    next.set(initial);
    const [low, high] = [prints.lowOf(next), prints.highOf(next)];
    if (saved !== undefined) return;
    generated += 1;
    if (visited.add(next, low, high)) meet(-1, 1, place, low, high);
  });
  isNoting = isKept;
  if (saved !== undefined) {
    remade(model, prints, saved, state)(saved.frontier.states);
    frontier.load(saved.frontier);
  }

  return {
    advance(expandedMax) {
      for (let expanded = 0; expanded < expandedMax; expanded += 1) {
        if (ended !== undefined) return false;
        if (frontier.waiting === 0) ended = isCut ? 'depth' : shard === undefined ? 'all' : 'shard';
        else if (expanded % FULL_EVERY === 0 && isFull()) ended = 'memory';
        else if (visited.count >= statesMax) ended = 'states';
        else expandOne();
      }
      return ended === undefined;
    },
    get summary() {
      return {
        generated,
        distinct: visited.count,
        depth,
        waiting: frontier.waiting,
        terminal,
        ended,
        collisionBound: isExact ? 0 : collisionBound(visited.count),
        bytesPerState: (visited.bytes + links.bytes) / visited.count,
        frontierBytes: frontier.bytes,
        levels: levels.all,
      };
    },
    get judgements() {
      return model.properties.map((property, place): Judgement => {
        const witness = witnesses[place]?.number;
        return { property, verdict: verdictOf(property, witness, ended), witness };
      });
    },
    pathTo: (to) =>
      isKept
        ? wayTo(model, prints, [links.chunks], witnesses.find((one) => one?.number === to)!)
        : pathTo(model, links, to),
    save() {
      if (!isKept) throw new Error('save: the exploration does not keep what it takes');
      const { prints: ofVisited, count } = visited;
      const { words } = recipes;
      const ownOf = (all: Int32Array, at: number, into: StateVector) =>
        into.set(all.subarray(at, at + width));
      return {
        generated,
        terminal,
        isCut,
        partingLevel,
        witnesses: model.properties.map((_, place) => witnesses[place]),
        levels: levels.all,
        visited: { prints: ofVisited, count },
        links: links.all,
        initial: Int32Array.from(model.initial.flatMap((one) => [...one])),
        recipes: words,
        behaviour: behaviourIn(model, prints, words, ownOf),
        frontier: frontier.save(),
      };
    },
  };
}
