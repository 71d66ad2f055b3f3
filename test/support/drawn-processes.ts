/**
 * Drawn systems for the partial-order reduction: processes with a handful of states that tick, and take messages from
 * queues, one for each two of them and each direction. What a process does follows from a drawn table.
 */

import type { Model, Property, StateVector } from '../../src/checker/model.js';
import type { Independence } from '../../src/checker/reduce/order.js';
import { fc } from './drawing.js';

export const PROCESSES = 3;
const STATES = 3;
const MESSAGES = 2;
const TICK = 0;
const INPUTS = 1 + MESSAGES;

interface Entry {
  /** Below 0: the input is not taken; a message then changes nothing. */
  readonly to: number;
  /** Whom it sends something, as an offset; 0: nobody. */
  readonly whom: number;
  readonly message: number;
}

export interface Queued {
  readonly from: number;
  readonly to: number;
  readonly message: number;
}

export interface Drawing {
  /** By process, state and input. */
  readonly table: readonly Entry[];
  /** Messages that each may send. */
  readonly sends: number;
  /** Messages that may be lost, of all. */
  readonly losses?: number;
  /** What is under way at the beginning. */
  readonly queued: readonly Queued[];
  /** By process and state: what properties see. */
  readonly facts: readonly boolean[];
  /** What must never be, and what is sought: facts of all processes. */
  readonly target: readonly boolean[];
}

export const drawnProcesses: fc.Arbitrary<Drawing> = fc.record({
  table: fc.array(
    fc.record({
      to: fc.integer({ min: -1, max: STATES - 1 }),
      whom: fc.nat(PROCESSES - 1),
      message: fc.nat(MESSAGES - 1),
    }),
    { minLength: PROCESSES * STATES * INPUTS, maxLength: PROCESSES * STATES * INPUTS },
  ),
  sends: fc.integer({ min: 0, max: 2 }),
  losses: fc.integer({ min: 0, max: 2 }),
  queued: fc.array(
    fc.record({
      from: fc.nat(PROCESSES - 1),
      to: fc.nat(PROCESSES - 1),
      message: fc.nat(MESSAGES - 1),
    }),
    { maxLength: 3 },
  ),
  facts: fc.array(fc.boolean(), { minLength: PROCESSES * STATES, maxLength: PROCESSES * STATES }),
  target: fc.array(fc.boolean(), { minLength: PROCESSES, maxLength: PROCESSES }),
});

/** A table of processes that do nothing but this: by process, state and input (0: a tick, 1 and 2: the messages). */
export function processesThat(
  does: Readonly<Record<string, { to: number; whom?: number; message?: number }>>,
): readonly Entry[] {
  return Array.from({ length: PROCESSES * STATES * INPUTS }, (_, at) => {
    const input = at % INPUTS;
    const state = Math.floor(at / INPUTS) % STATES;
    const process = Math.floor(at / INPUTS / STATES);
    return { whom: 0, message: 0, ...(does[`${process} ${state} ${input}`] ?? { to: -1 }) };
  });
}

/* Words of a state: of each process its state and the sends it has left, then the queues, then losses that are left. */
const LEFT = PROCESSES;
const QUEUES = 2 * PROCESSES;
const queue = (from: number, to: number): number => QUEUES + PROCESSES * from + to;
const LOSSES = QUEUES + PROCESSES * PROCESSES;
/** A queue is a number: 1, then a digit for each message, the last one to come first. */
const EMPTY = 1;
const BASE = 2;

export function processModel(drawing: Drawing): Model {
  const { table, sends, losses = 0, queued, facts, target } = drawing;
  let owner = 0;
  const entryOf = (process: number, state: number, input: number): Entry =>
    table[(process * STATES + state) * INPUTS + input]!;
  const isTarget = (state: StateVector): boolean =>
    target.every((wanted, process) => facts[process * STATES + state[process]!] === wanted);

  const initial = new Int32Array(LOSSES + 1).fill(EMPTY, QUEUES, LOSSES);
  initial[LOSSES] = losses;
  initial.fill(sends, LEFT, QUEUES);
  const put = (state: StateVector, { from, to, message }: Queued): void => {
    if (from !== to) state[queue(from, to)] = state[queue(from, to)]! * BASE + message;
  };
  for (const one of queued) put(initial, one);

  function act(next: StateVector, process: number, { to, whom, message }: Entry): void {
    next[process] = to;
    if (whom === 0 || next[LEFT + process] === 0) return;
    next[LEFT + process]! -= 1;
    put(next, { from: process, to: (process + whom) % PROCESSES, message });
  }

  function expand(state: StateVector, next: StateVector, visit: () => void): void {
    for (let process = 0; process < PROCESSES; process += 1) {
      owner = process;
      const tick = entryOf(process, state[process]!, TICK);
      if (tick.to >= 0) {
        act(next, process, tick);
        visit();
        next.set(state);
      }
      for (let from = 0; from < PROCESSES; from += 1) {
        const place = queue(from, process);
        const held = state[place]!;
        if (held === EMPTY) continue;
        const [first, rest] = taken(held);
        next[place] = rest;
        const entry = entryOf(process, state[process]!, 1 + first);
        if (entry.to >= 0) act(next, process, entry);
        visit();
        next.set(state);
        if (state[LOSSES] === 0) continue;
        next[place] = rest;
        next[LOSSES]! -= 1;
        visit();
        next.set(state);
      }
    }
  }

  const property = (kind: Property['kind'], holds: Property['holds']): Property => ({
    id: kind,
    kind,
    about: 'drawn',
    holds,
  });
  const underWay = (state: StateVector): number => {
    let count = 0;
    for (let place = QUEUES; place < LOSSES; place += 1) count += lengthOf(state[place]!);
    return count;
  };
  const independence: Independence = {
    count: PROCESSES,
    applies: () => true,
    ownerOf: () => owner,
    feeds: (state, from, to) => state[queue(from, to)] === EMPTY && state[LEFT + from]! > 0,
    reaches: (state, from) => state[LEFT + from]! > 0,
    isVisible: (state, next) =>
      facts[owner * STATES + state[owner]!] !== facts[owner * STATES + next[owner]!],
    spends: isLoss,
    rankOf(state) {
      let left = 0;
      for (let process = 0; process < PROCESSES; process += 1) left += state[LEFT + process]!;
      return 100 * left + underWay(state);
    },
  };
  return {
    name: 'drawn',
    width: initial.length,
    initial: [initial],
    expand,
    properties: [property('always', (state) => !isTarget(state)), property('sometimes', isTarget)],
    independence,
    label: () => `process ${owner}`,
    describe: (state) => [state.join()],
  };
}

/** Whether a message is lost in the step between two states. */
export const isLoss = (state: StateVector, next: StateVector): boolean =>
  next[LOSSES] !== state[LOSSES];

const lengthOf = (held: number): number => Math.floor(Math.log2(held));

function taken(held: number): readonly [first: number, rest: number] {
  const behind = BASE ** (lengthOf(held) - 1);
  const first = Math.floor(held / behind) - BASE;
  return [first, held - (first + BASE) * behind + behind];
}
