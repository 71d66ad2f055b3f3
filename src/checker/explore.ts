/**
 * The explorer: every state of a model within bounds, each property judged on each of them.
 *
 * Implements spec/17-checker.md, CHEK-4, CHEK-6 to CHEK-8. Works in portions, so that a host can report and stop.
 */
import { collisionBound, createFingerprints } from './fingerprint.js';
import { createQueue, createStack } from './frontier.js';
import { createJudge } from './judge.js';
import { createLinks } from './links.js';
import type { Model, Property, StateVector } from './model.js';
import { type Path, pathTo } from './path.js';
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
  /** Why it ended; undefined while it has not. `all`: there is no further state. */
  readonly ended: 'all' | 'depth' | 'states' | 'violation' | undefined;
  /** CHEK-3; 0 if exact. */
  readonly collisionBound: number;
  /** Visited set and links, by distinct states. */
  readonly bytesPerState: number;
  /** What the states that wait take. */
  readonly frontierBytes: number;
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
}

/** @throws RangeError if the model has no initial state. */
export function createExploration(model: Model, bounds: Bounds = {}): Exploration {
  const { width } = model;
  const isExact = bounds.isExact === true;
  const depthMax = bounds.depth ?? Number.POSITIVE_INFINITY;
  const statesMax = bounds.states ?? Number.POSITIVE_INFINITY;
  const visited = createVisited(width, isExact);
  const links = createLinks();
  const frontier = bounds.order === 'dfs' ? createStack(width) : createQueue(width);
  const state: StateVector = new Int32Array(width);
  const next: StateVector = new Int32Array(width);
  const prints = createFingerprints(model);
  const successors = createSuccessors(model, prints, !isExact);
  /** By place of the property. */
  const witnesses: number[] = [];
  const judge = createJudge(model.properties, (property) => {
    witnesses[property] = visited.count - 1;
    if (model.properties[property]!.kind === 'always') ended = 'violation';
  });
  let generated = 0;
  let depth = 0;
  let terminal = 0;
  let isCut = false;
  let ended: Summary['ended'];

  function meet(parent: number, ofLevel: number, step: number): void {
    const at = visited.count - 1;
    links.push(parent, step);
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
    successors.of(state);
    const { count, steps, lows, highs, places } = successors;
    generated += steps;
    if (steps === 0) terminal += 1;
    visited.touch(lows, count);
    for (let i = 0; i < count; i += 1) {
      if (isExact) successors.read(i, next);
      if (!visited.add(next, lows[i]!, highs[i]!)) continue;
      successors.read(i, next);
      meet(number, level + 1, places[i]!);
    }
  }

  if (model.initial.length === 0) throw new RangeError('initial: expected at least one state');
  model.initial.forEach((initial, place) => {
    next.set(initial);
    generated += 1;
    if (visited.add(next, prints.lowOf(next), prints.highOf(next))) meet(-1, 1, place);
  });

  return {
    advance(expandedMax) {
      for (let expanded = 0; expanded < expandedMax; expanded += 1) {
        if (ended !== undefined) return false;
        if (frontier.waiting === 0) ended = isCut ? 'depth' : 'all';
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
      };
    },
    get judgements() {
      return model.properties.map((property, place): Judgement => {
        const witness = witnesses[place];
        return { property, verdict: verdictOf(property, witness, ended), witness };
      });
    },
    pathTo: (to) => pathTo(model, links, to),
  };
}
