/** When peers of the operator's network stall, how its time is divided among processes, and what they tell added up. */
import { expect, it } from 'vitest';
import { minutesOf, sumOf } from '../../bench/operator/parts.js';
import { stallInstants } from '../../bench/operator/troubles.js';

it('lets one peer stall in each 40 s, at any phase of its heartbeats, the same for a seed', () => {
  const first = (seed: number) => {
    const instants = stallInstants(seed);
    return Array.from({ length: 90 }, () => instants.next().value);
  };
  const phases = new Set<number>();
  let stall = 0;
  for (const ms of first(1)) {
    expect(Math.floor(ms / 40_000)).toBe(stall++);
    phases.add(Math.floor((ms % 5_000) / 500));
  }
  expect(phases.size).toBe(10);
  expect(first(1)).toEqual(first(1));
  expect(first(2)).not.toEqual(first(1));
});

it('divides minutes as equally as can be, and none is lost', () => {
  expect(minutesOf({ minutes: 1_440, parts: 2 })).toEqual([720, 720]);
  expect(minutesOf({ minutes: 7, parts: 3 })).toEqual([3, 2, 2]);
  expect(minutesOf({ minutes: 2, parts: 2 })).toEqual([1, 1]);
});

it('adds up what all have lived through', () => {
  const one = {
    falseDeaths: 3,
    silent: 2,
    deliveries: 100,
    minutes: 4,
    cpuSeconds: 5,
    megabytes: 6,
  };
  const other = { ...one, falseDeaths: 10, minutes: 3 };
  expect(sumOf([one, other])).toEqual({
    falseDeaths: 13,
    silent: 4,
    deliveries: 200,
    minutes: 7,
    cpuSeconds: 10,
    megabytes: 12,
  });
  expect(sumOf([]).minutes).toBe(0);
});
