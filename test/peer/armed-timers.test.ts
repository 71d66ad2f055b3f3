/** Timers by reference: what a peer whose host keeps them says of them is what it says of timers by name. */
import { describe, expect, it } from 'vitest';
import {
  ARMED,
  armedTimersOf,
  armName,
  armTimer,
  disarmName,
  dueOf,
  forgetFired,
  passPeriod,
  takeName,
  takeTimer,
  withTimersByReference,
} from '../../src/peer/armed-timers.js';
import { type EntityTimer, timerOf } from '../../src/peer/entity-timers.js';
import { instanceOf } from '../../src/peer/run.js';
import type { PeerState } from '../../src/peer/state.js';

function stateOf(...timers: [string, number][]) {
  const state = withTimersByReference({} as PeerState);
  for (const [name, dueMs] of timers) armName(state, name, dueMs);
  return state;
}
const timerFor = (key: string) =>
  timerOf('ticker', key, instanceOf({}), 'period', undefined) as EntityTimer;

describe('the list by name', () => {
  it('is in the order of arming, as without references', () => {
    const state = stateOf(['a', 1], ['b', 2]);
    const armed = state[ARMED]!;
    const timer = timerFor('x');
    armTimer(armed, timer, 10, 5);
    disarmName(state, 'a');
    armName(state, 'a', 3);
    expect([...state.timers]).toEqual([
      ['b', 2],
      [timer.text, 15],
      ['a', 3],
    ]);
    expect(Object.keys(state)).toEqual(['timers']);
  });

  it('has a period that passed idly at its end', () => {
    const state = stateOf();
    const armed = state[ARMED]!;
    const [first, second] = [timerFor('x'), timerFor('y')];
    armTimer(armed, first, 0, 5);
    armTimer(armed, second, 0, 7);
    passPeriod(first, 5);
    expect([...state.timers]).toEqual([
      [second.text, 7],
      [first.text, 10],
    ]);
  });
});

it('a timer is disarmed by its name and by reference, and once', () => {
  const timer = timerFor('x');
  const state = stateOf();
  const armed = state[ARMED]!;
  armTimer(armed, timer, 0, 5);
  expect(dueOf(state, timer.text)).toBe(5);
  expect([takeTimer(timer), takeTimer(timer)]).toEqual([true, false]);
  armTimer(armed, timer, 0, 5);
  expect([takeName(state, timer.text), takeName(state, timer.text)]).toEqual([true, false]);
  expect(dueOf(state, timer.text)).toBeUndefined();
});

it('timers that were not armed again leave the list in time', () => {
  const state = stateOf();
  const armed = state[ARMED]!;
  const [kept, gone] = [timerFor('x'), timerFor('y')];
  armTimer(armed, gone, 0, 1);
  armTimer(armed, kept, 0, 9);
  takeTimer(gone);
  for (let i = 0; i < 256; i++) forgetFired(armed);
  expect(armed.listed).toEqual([kept]);
  armTimer(armed, gone, 5, 1);
  expect(armedTimersOf(state).map(({ text }) => text)).toEqual([kept.text, gone.text]);
});

it('a timer is found by its name beside one that had it and has fired', () => {
  const state = stateOf();
  const armed = state[ARMED]!;
  const [before, now] = [timerFor('x'), timerFor('x')];
  armTimer(armed, before, 0, 5);
  takeTimer(before);
  armTimer(armed, now, 10, 5);
  expect(dueOf(state, now.text)).toBe(15);
  expect(takeName(state, now.text)).toBe(true);
  expect([...state.timers]).toEqual([]);
});
