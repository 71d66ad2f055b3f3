/**
 * Holds the compiled stepper equal to XState itself, for every machine: same state, same record, same
 * effects and timers in the same order. And shows what it refuses to compile.
 */

import { describe, expect, it } from 'vitest';
import {
  type AnyStateMachine,
  assign,
  createMachine,
  fromPromise,
  initialTransition,
  setup,
  transition,
} from 'xstate';
import { machines } from '../../src/machines/index.js';
import type { Registry } from '../../src/machines/registry.js';
import { compile, type Stepper, type TimerEffect } from '../../src/peer/stepper.js';
import { type MachineName, steppers } from '../../src/peer/steppers.js';
import { fc } from '../support/drawing.js';
import { type Walkable, walkable } from '../support/machine-walks.js';

interface Happening {
  readonly type: string;
}

/** XState's own words for what a step asked for, in ours. */
const inOurWords = (actions: readonly any[]) =>
  actions.map(({ type, params }) => {
    if (type === 'xstate.emit') return params.event;
    if (type === 'xstate.raise')
      return { type: 'timer.arm', name: params.event.type.split('.')[2], ms: params.delay };
    if (type === 'xstate.cancel')
      return { type: 'timer.disarm', name: params.sendId.split('.')[2] };
    throw new Error(`unexpected ${type}`);
  });

/** The same event for XState, which names a fired delay by its state. */
const forXState = (event: Happening, machine: string, state: unknown): Happening => {
  const delay = /^after (.*)/.exec(event.type)?.[1];
  return delay === undefined
    ? event
    : { type: `xstate.after.${delay}.${machine}.${String(state)}` };
};

/** A walk from one of the states, so that those far from the initial one are not rare. */
interface Walk {
  readonly entity: object;
  readonly from: string;
  readonly events: readonly Happening[];
}

/** Compares every step of a walk, and returns the rows that it took. */
function walk(machine: AnyStateMachine, { entity: start, from, events }: Walk): string[] {
  const stepper = steppers[machine.id as MachineName] as unknown as Stepper<
    object,
    Happening,
    Happening
  >;
  const entity = { ...start };
  const rows: string[] = [];
  let out: (Happening | TimerEffect)[] = [];
  let state = stepper.start(entity, out);
  let [snapshot, actions] = initialTransition(machine, start);
  if (from !== snapshot.value) {
    state = stepper.stateNames.indexOf(from);
    snapshot = machine.resolveState({ value: from, context: start });
    out = [];
    actions = [];
  }
  const compare = () =>
    expect([stepper.stateNames[state], entity, out]).toEqual([
      snapshot.value,
      snapshot.context,
      inOurWords(actions),
    ]);
  compare();
  for (const event of events) {
    out = [];
    const taken = stepper.step(state, entity, event, out);
    if (taken !== undefined) rows.push(taken.row);
    state = taken?.next ?? state;
    [snapshot, actions] = transition(
      machine,
      snapshot,
      forXState(event, machine.id, snapshot.value) as never,
    );
    compare();
  }
  return rows;
}

const transitionsOf = (machine: AnyStateMachine) =>
  Object.values(machine.root.states).flatMap((node) => [...node.transitions.values()].flat());

describe('compiled stepper', () => {
  it.each(machines)(
    'steps $name as XState does, on random walks that take every row',
    ({ machine }) => {
      const { entities, events } = walkable[
        machine.id as MachineName
      ] as unknown as Walkable<never>;
      const taken = new Set<string>();
      fc.assert(
        fc.property(
          fc.record({
            entity: fc.constantFrom(...(entities as object[])),
            from: fc.constantFrom(...Object.keys(machine.root.states)),
            events: fc.array(fc.constantFrom(...(events as Happening[])), { maxLength: 16 }),
          }),
          (happenings) => {
            for (const row of walk(machine, happenings)) taken.add(row);
          },
        ),
        { numRuns: 1_000 },
      );
      const rows = transitionsOf(machine).map((t) => (t as { description?: string }).description);
      expect([...taken].sort()).toEqual([...new Set(rows)].sort());
    },
  );

  it('has every machine of the peer', () =>
    expect(Object.keys(steppers).sort()).toEqual(machines.map(({ name }) => name).sort()));
});

describe('compiled stepper: events at the root', () => {
  interface Count {
    count: number;
  }
  const registry = {
    guards: { isSmall: (c) => c.count < 2 },
    actions: {
      count: { set: (c) => ({ count: c.count + 1 }) },
      tell: { emit: (c) => [{ type: `told ${c.count}` }] },
    },
    delays: { while: () => 5 },
  } satisfies Registry<Count, Happening, Happening>;
  const machine = setup({
    types: {} as { context: Count; events: Happening },
    guards: { isSmall: ({ context }) => context.count < 2 },
    actions: {
      count: assign(({ context }) => ({ count: context.count + 1 })),
      tell: () => {},
    },
    delays: { while: 5 },
  }).createMachine({
    id: 'counter',
    context: { count: 0 },
    initial: 'low',
    on: { up: { actions: ['count', 'tell'] }, home: { target: '.low' } },
    states: {
      low: {
        on: { up: { guard: 'isSmall', target: 'high', actions: 'count' }, stay: 'low' },
        after: { while: { target: 'high' } },
      },
      high: {},
    },
  });
  const stepper = compile<Count, Happening, Happening>(machine, registry);
  it('come after the state’s own', () => {
    const entity = { count: 0 };
    const out: Happening[] = [];
    const low = stepper.start(entity, out);
    const high = stepper.step(low, entity, { type: 'up' }, out)!.next;
    expect([stepper.stateNames[high], entity.count]).toEqual(['high', 1]);
    expect(stepper.step(high, entity, { type: 'up' }, out)!.next).toBe(high);
    expect(stepper.step(high, entity, { type: 'home' }, out)!.next).toBe(low);
    stepper.step(low, entity, { type: 'up' }, out);
    expect(entity.count).toBe(3);
    expect(out.map(({ type }) => type)).toEqual([
      'timer.arm',
      'timer.disarm',
      'told 2',
      'timer.arm',
      'told 3',
    ]);
  });
  it('leave and enter their target anew, which a state that names itself does not', () => {
    for (const type of ['home', 'stay', 'up'] as const) {
      const out: Happening[] = [];
      const low = stepper.start({ count: 0 }, []);
      const { next } = stepper.step(low, { count: 0 }, { type }, out)!;
      const [before] = initialTransition(machine);
      const [after, actions] = transition(machine, before, { type });
      expect([stepper.stateNames[next], out]).toEqual([after.value, inOurWords(actions)]);
    }
  });
});

describe('compile refuses', () => {
  const empty: Registry<object, Happening, Happening> = { guards: {}, actions: {}, delays: {} };
  const compiling =
    (config: object, registry = empty) =>
    () =>
      compile(createMachine({ id: 'm', initial: 'a', ...config } as never), registry);
  const one = (a: object) => compiling({ states: { a, b: {} } });

  it('nothing in a flat machine of named parts', () =>
    expect(one({ on: { go: 'b' } })).not.toThrow());
  it.each([
    ['nested states', { initial: 'x', states: { x: {} } }],
    ['eventless steps', { always: { target: 'b' } }],
    ['an invoked actor', { invoke: { src: fromPromise(async () => 1) } }],
    ['actions on entering', { entry: 'act' }],
    ['actions on leaving', { exit: 'act' }],
  ])('%s', (_, state) =>
    expect(one(state)).toThrow('m.a: only flat states with named transitions can be compiled'),
  );
  it('wildcards', () => expect(one({ on: { '*': 'b' } })).toThrow('wildcards'));
  it.each([
    ['an unnamed guard', { on: { go: { guard: () => true, target: 'b' } } }],
    ['an unnamed action', { on: { go: { actions: () => {} } } }],
  ])('%s', (_, state) => expect(one(state)).toThrow('is not in the registry'));
  it.each([
    ['guard', { on: { go: { guard: 'isKnown', target: 'b' } } }],
    ['action', { on: { go: { actions: 'toString' } } }],
    ['delay', { after: { patience: 'b' } }],
  ])('a %s that the registry does not have', (_, state) =>
    expect(one(state)).toThrow('is not in the registry'),
  );
  it.each([
    ['guard', { on: { go: { guard: { type: 'isBig', params: { than: 2 } }, target: 'b' } } }],
    ['action', { on: { go: { actions: { type: 'grow', params: { by: 2 } } } } }],
  ])('a %s with parameters', (_, state) =>
    expect(one(state)).toThrow('has parameters; give it a name of its own'),
  );
});
