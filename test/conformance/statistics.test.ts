/** Clauses about chance: the arithmetic by known values, and cases that an unfair target fails. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { InProcessTarget } from '../../conformance/harness/bench.js';
import {
  binomialMass,
  FALSE_ALARM,
  isMet,
  RUN_FALSE_ALARM_MAX,
  reachOf,
  statisticOf,
} from '../../conformance/harness/statistics.js';
import { HarnessError } from '../../conformance/harness/verdict.js';
import { CASES } from '../../conformance/registry.js';
import { runReport } from '../../conformance/reports/run-json.js';
import { play, reference } from '../support/conformance-run.js';
import { favours, floods, losesEvenBlocks, withHabit } from '../support/unfair-peers.js';

const CHANCES = [
  'push/blocks-relayed-to-few-drawn-at-random',
  'push/alive-relayed-to-few-drawn-at-random',
  'network/pushed-block-reaches-member-through-others',
] as const;
const cases = (...ids: readonly string[]) => CASES.filter(({ id }) => ids.includes(id));
const target = () => reference() as InProcessTarget;

describe('the binomial distribution', () => {
  it.each([
    [4, 2, 0.5, 6 / 16],
    [48, 0, 0.5, 2 ** -48],
    [10, 10, 0.9, 0.9 ** 10],
    [3, 0, 0, 1],
    [3, 3, 1, 1],
  ])('of %i draws has %i successes at %f with probability %f', (n, k, p, mass) => {
    expect(binomialMass(n, k, p)).toBeCloseTo(mass, 15);
  });
  it('adds up to one', () => {
    const sum = Array.from({ length: 61 }, (_, k) => binomialMass(60, k, 0.37));
    expect(sum.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

describe('a threshold', () => {
  const sample = { what: 'heads', size: 48, chance: 0.5, observed: 24 };
  it('is the highest that a conforming target misses as rarely as stated', () => {
    const { threshold, falseAlarm } = statisticOf(sample);
    const below = (k: number): number =>
      Array.from({ length: k }, (_, i) => binomialMass(48, i, 0.5)).reduce((a, b) => a + b, 0);
    expect(falseAlarm).toBeCloseTo(below(threshold), 15);
    expect(falseAlarm).toBeLessThanOrEqual(FALSE_ALARM);
    expect(below(threshold + 1)).toBeGreaterThan(FALSE_ALARM);
  });
  it('is met from there on', () => {
    const { threshold } = statisticOf(sample);
    expect(isMet(statisticOf({ ...sample, observed: threshold }))).toBe(true);
    expect(isMet(statisticOf({ ...sample, observed: threshold - 1 }))).toBe(false);
  });
  it('of a sample that can refute nothing is a defect of the suite', () => {
    expect(() => statisticOf({ ...sample, size: 20 })).toThrow(HarnessError);
  });
  it('takes no more than its part of the false alarm of a run', () => {
    expect(() => statisticOf({ ...sample, falseAlarm: 1e-8 })).toThrow(HarnessError);
    expect(RUN_FALSE_ALARM_MAX / FALSE_ALARM).toBeGreaterThan(CASES.length);
  });
});

describe('the reach of a push', () => {
  it('is certain where everybody is drawn, and never without relays that draw', () => {
    expect(reachOf(3, 1, 3)).toBeCloseTo(1, 12);
    expect(reachOf(1, 4, 0)).toBe(0);
  });
  it('of one relay is the share of its draw', () => {
    expect(reachOf(1, 5, 3)).toBeCloseTo(3 / 5, 12);
  });
  it('of two relays with one receiver each is known by hand', () => {
    // The first tells the listener (1/2), or the second (1/2), who tells it or the first.
    expect(reachOf(2, 1, 1)).toBeCloseTo(1 / 2 + (1 / 2) * (1 / 2), 12);
  });
  it('grows with every relay, and is what a simulation by counting finds', () => {
    expect(reachOf(5, 1, 3)).toBeCloseTo(counted(5, 3), 12);
    expect(reachOf(4, 1, 2)).toBeCloseTo(counted(4, 2), 12);
  });
});

/** The same by going through every draw of every relay; the listener is number 0. */
function counted(relays: number, fanout: number): number {
  const everybody = Array.from({ length: relays + 1 }, (_, i) => i);
  const spread = (waiting: readonly number[], heard: ReadonlySet<number>): number => {
    if (heard.has(0)) return 1;
    const [relay, ...rest] = waiting;
    if (relay === undefined) return 0;
    const draws = subsets(
      everybody.filter((i) => i !== relay),
      fanout,
    );
    const sum = draws.map((draw) => {
      const news = draw.filter((i) => !heard.has(i));
      return spread([...rest, ...news.filter((i) => i > 0)], new Set([...heard, ...news]));
    });
    return sum.reduce((a, b) => a + b, 0) / draws.length;
  };
  return spread([1], new Set([1]));
}

function subsets(of: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return of.flatMap((first, i) =>
    subsets(of.slice(i + 1), size - 1).map((others) => [first, ...others]),
  );
}

describe('a case about chance', () => {
  it('passes on the reference, and states less false alarm than a run may have', async () => {
    const run = await play(target(), cases(...CHANCES), { seed: 'chance' });
    expect(run.results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    const report = runReport(run, { suite: '0', specification: 1, platform: 'test' });
    const { falseAlarm, cases: told } = report;
    const schema = JSON.parse(readFileSync('spec/schema/run.schema.json', 'utf8')) as object;
    const isRun = new Ajv2020().compile(schema);
    isRun(JSON.parse(JSON.stringify(report)));
    expect(isRun.errors ?? []).toEqual([]);
    const all = told.flatMap(({ statistics = [] }) => statistics);
    expect(all).toHaveLength(11);
    expect(falseAlarm).toBeCloseTo(
      all.reduce((sum, one) => sum + one.falseAlarm, 0),
      15,
    );
    expect(falseAlarm).toBeGreaterThan(0);
    expect(falseAlarm).toBeLessThan(RUN_FALSE_ALARM_MAX);
  }, 60_000);
  it.each([
    [CHANCES[1], favours('o2', 'o3', 'o4'), /alive messages of o1 to o5 in at least/, /^in 0$/],
    [CHANCES[0], floods, /at most 3 receivers of a block/, /o2, o3, o4, o5, o6/],
    [CHANCES[1], floods, /at most 3 receivers of an alive message/, /o2, o3, o4, o5, o6/],
    [CHANCES[2], losesEvenBlocks, /blocks pushed to o2 through 5 peers/, /^in (2\d|30)$/],
  ] as const)(
    '%s fails on a target with %o',
    async (id, habit, expected, observed) => {
      const { results } = await play(withHabit(target(), habit), cases(id));
      expect(results[0]).toMatchObject({
        verdict: 'fail',
        expected: expect.stringMatching(expected),
        observed: expect.stringMatching(observed),
      });
    },
    60_000,
  );
});
