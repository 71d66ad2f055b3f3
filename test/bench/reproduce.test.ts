/** What `npm run reproduce` compares the peers with: it must itself agree with what is known. */
import { describe, expect, it } from 'vitest';
import { limitReach, reachDistribution, reachOf } from '../../bench/reproduce/final-size.js';
import { modelTimes } from '../../bench/reproduce/model.js';
import { isWithin, type Row, tableOf } from '../../bench/reproduce/rows.js';

describe('final size of infect-and-die', () => {
  it('is 1 - s with s = e^(-f(1-s)) in a network without end', () => {
    const published = [0.7968, 0.9405, 0.9802, 0.993, 0.9975, 0.9991, 0.9997, 0.99988, 0.99995];
    for (const [index, reached] of published.entries())
      expect(limitReach(index + 2)).toBeCloseTo(reached, 3);
  });
  it('is what simulations of finite networks gave', () => {
    // [peers, fanout, mean, deviation] of 20,000 runs; three standard errors of each.
    for (const [peers, fanout, mean, deviation] of [
      [10, 3, 9.75, 0.52],
      [50, 3, 47.41, 1.72],
      [100, 3, 94.43, 2.55],
      [100, 4, 98.2, 1.38],
      [100, 5, 99.4, 0.79],
    ] as const) {
      const reach = reachOf(peers, fanout);
      expect(Math.abs(reach.mean - mean)).toBeLessThan(0.005 + (3 * deviation) / Math.sqrt(20_000));
      expect(Math.abs(reach.deviation - deviation)).toBeLessThan(0.005 + (3 * deviation) / 200);
    }
    expect(reachOf(100, 3).transmissions).toBeCloseTo(280.4, 1);
  });
  it('is a distribution, by hand for three peers and fanout 1', () => {
    const distribution = reachDistribution(3, 1);
    expect(distribution.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    // The second peer pushes back with probability 1/2: then it ends with two.
    expect(distribution[2]).toBeCloseTo(0.5, 12);
    expect(distribution[3]).toBeCloseTo(0.5, 12);
  });
});

describe('model of push and pull', () => {
  it('reaches everybody, with the first at 0 and the rest in order', () => {
    const options = { peers: 20, fanout: 3, delay: [1, 1] as const, runs: 50, seed: 1 };
    const pull = { pullIntervalMs: 4_000, digestWaitMs: 1_000, pullPeers: 3 };
    for (const times of modelTimes({ ...options, ...pull, wait: { full: 10 } })) {
      expect(times).toHaveLength(20);
      expect(times[0]).toBe(0);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times[1]).toBe(11);
      expect(times.at(-1)).toBeLessThan(10_000);
    }
  });
});

describe('rows', () => {
  const row: Row = {
    figure: 'f',
    expected: 10,
    measured: 10.5,
    tolerance: 0.5,
    sample: 3,
    source: 's',
    surety: 'C',
  };
  it('are within their tolerance or not, and say so', () => {
    expect(isWithin(row)).toBe(true);
    expect(isWithin({ ...row, measured: 9.4 })).toBe(false);
    expect(tableOf([row, { ...row, measured: 9.4 }])).toMatch(/\| ok \|[\s\S]*\| NOT WITHIN \|/);
  });
});
