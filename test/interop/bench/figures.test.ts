/** From what was measured to a table of ratios. */
import { describe, expect, it } from 'vitest';
import { type CatchUp, rateWithoutCommits } from '../../../interop/fabric/bench/catch-up.js';
import { figuresOf } from '../../../interop/fabric/bench/figures.js';
import { median, quantile, summaryOf } from '../../../interop/fabric/bench/statistics.js';
import { tableOf } from '../../../interop/fabric/bench/table.js';

const FABRIC = 'Fabric 3.1.5';
const caughtUp = (fresh: string, blocksASecond: number, more: Partial<CatchUp> = {}): CatchUp => ({
  fresh,
  source: fresh,
  seconds: 1_000 / blocksASecond,
  blocksASecond,
  commitSeconds: 0,
  ledgerSeconds: undefined,
  freshCpuMs: 1,
  sourceCpuMs: 1,
  ...more,
});
const figuresFor = (catchUp: readonly CatchUp[]) => figuresOf({ catchUp, idle: [], relay: [] });
const named = (catchUp: readonly CatchUp[], name: string) =>
  figuresFor(catchUp).find((figure) => figure.name === name);

describe('statistics', () => {
  it('median and quantiles lie between the values around them', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([7], 0.99)).toBe(7);
    expect(() => median([])).toThrow(RangeError);
    expect(summaryOf([2, 9, 4])).toEqual({ median: 4, min: 2, max: 9, count: 3 });
  });
});

describe('figures', () => {
  it('compare medians, so that a round on a busy machine decides nothing', () => {
    const rounds = [
      ...[100, 110, 5].map((rate) => caughtUp(FABRIC, rate)),
      ...[400, 900, 1_000].map((rate) => caughtUp('reference', rate)),
    ];
    const figure = named(rounds, 'catch-up');
    expect(figure?.sides[FABRIC]?.median).toBe(100);
    expect(figure?.ratios).toEqual({ [FABRIC]: 9 });
  });

  it('say of what is better lower how many times less the reference takes', () => {
    const rounds = [
      caughtUp(FABRIC, 1, { freshCpuMs: 4 }),
      caughtUp('reference', 1, { freshCpuMs: 2 }),
    ];
    expect(named(rounds, 'catch-up, processor a block, fresh peer')?.ratios[FABRIC]).toBe(2);
  });

  it('keep catching up from the other side apart', () => {
    const rounds = [caughtUp(FABRIC, 100), caughtUp(FABRIC, 300, { source: 'reference' })];
    expect(named(rounds, 'catch-up')?.sides[FABRIC]?.median).toBe(100);
    expect(named(rounds, 'catch-up from the other side')?.sides[FABRIC]?.median).toBe(300);
  });

  it('without commits: the rest of the time, where there is one', () => {
    const one = { seconds: 10, blocksASecond: 100 };
    expect(rateWithoutCommits(one, 0)).toBe(100);
    expect(rateWithoutCommits(one, 8)).toBe(500);
    expect(rateWithoutCommits(one, 9.9)).toBeUndefined();
    expect(named([caughtUp(FABRIC, 100)], "catch-up without the time of Fabric's ledger")).toBe(
      undefined,
    );
  });
});

describe('the table', () => {
  const conditions = {
    date: '2026-11-22T17:00:00.000Z',
    cores: 2,
    processor: 'some',
    memoryBytes: 1,
    node: 'v20',
    loadBefore: 1,
    loadAfter: 2,
    syncMsBefore: 0.2,
    syncMsAfter: 0.3,
  };

  it('has Fabric first, then the reference, then how they compare', () => {
    const figures = figuresFor([caughtUp('reference', 1_400), caughtUp(FABRIC, 140)]);
    const [head, , first] = tableOf({ conditions, settings: [], figures }).split('\n');
    expect(head).toBe('| figure | Fabric 3.1.5 | reference | times as good as Fabric 3.1.5 |');
    expect(first).toBe('| catch-up (blocks/s) | 140 | 1400 | 10.0 × |');
  });

  it('leaves a place empty where nothing was measured, and says how the machine was', () => {
    const figures = figuresFor([caughtUp('reference', 1_400)]);
    const text = tableOf({ conditions, settings: ['So it was set.'], figures });
    expect(text).toContain('| catch-up (blocks/s) | 1400 |');
    expect(text).toContain('2 cores (some)');
    expect(text).toContain('So it was set.');
  });
});
