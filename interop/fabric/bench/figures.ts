/** The figures of a run: what was measured of each side, by name and unit, and how the reference compares. */
import { type CatchUp, rateWithoutCommits } from './catch-up.js';
import type { Idle } from './idle.js';
import type { Relay } from './relay.js';
import { type Summary, summaryOf } from './statistics.js';

export interface Measured {
  readonly catchUp: readonly CatchUp[];
  readonly idle: readonly Idle[];
  readonly relay: readonly Relay[];
}

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** By side; a side of which nothing can be said is left out. */
  readonly sides: Readonly<Record<string, Summary>>;
  /** How many times as good the reference is as each side of Fabric, by the medians. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** The side that the others are compared with. */
export const REFERENCE = 'reference';

const MEGABYTE = 1_000_000;

export function figuresOf({ catchUp, idle, relay }: Measured): Figure[] {
  const own = catchUp.filter(({ fresh, source }) => fresh === source);
  const mixed = catchUp.filter(({ fresh, source }) => fresh !== source);
  const of = <T extends { readonly fresh: string }>(all: readonly T[], value: (one: T) => number) =>
    all.map((one) => [one.fresh, value(one)] as const);
  const without = own.flatMap((one) => {
    const rate = rateWithoutCommits(one, one.commitSeconds);
    return rate === undefined ? [] : [[one.fresh, rate] as const];
  });
  const withoutLedger = own.flatMap((one) => {
    const rate = one.ledgerSeconds && rateWithoutCommits(one, one.ledgerSeconds);
    return rate === undefined ? [] : [[one.fresh, rate] as const];
  });
  const bySide = <T extends { readonly side: string }>(
    all: readonly T[],
    value: (one: T) => number,
  ) => all.map((one) => [one.side, value(one)] as const);
  const idleOf = (value: (one: Idle) => number) => bySide(idle, value);
  const rates = [...new Set(relay.map(({ rate }) => rate))];
  return [
    figure(
      'catch-up',
      'blocks/s',
      'higher',
      of(own, (one) => one.blocksASecond),
    ),
    figure('catch-up without the time of commits', 'blocks/s', 'higher', without),
    figure("catch-up without the time of Fabric's ledger", 'blocks/s', 'higher', withoutLedger),
    figure(
      'catch-up from the other side',
      'blocks/s',
      'higher',
      of(mixed, (one) => one.blocksASecond),
    ),
    figure(
      'catch-up, processor a block, fresh peer',
      'ms',
      'lower',
      of(own, (one) => one.freshCpuMs),
    ),
    figure(
      'catch-up, processor a block, its source',
      'ms',
      'lower',
      of(own, (one) => one.sourceCpuMs),
    ),
    figure(
      'idle, memory',
      'MB',
      'lower',
      idleOf((one) => one.residentBytes / MEGABYTE),
    ),
    figure(
      'idle, processor',
      '% of a core',
      'lower',
      idleOf((one) => one.cpuPercent),
    ),
    ...rates.flatMap((rate) => {
      const at = relay.filter((one) => one.rate === rate);
      const row = (what: string, unit: string, value: (one: Relay) => number) =>
        figure(`${rate} blocks/s, ${what}`, unit, 'lower', bySide(at, value));
      return [
        row('memory of a relay', 'MB', ({ relaying }) => relaying.residentBytes / MEGABYTE),
        row('processor of a relay', '% of a core', ({ relaying }) => relaying.cpuPercent),
        row('processor of the leader', '% of a core', ({ leading }) => leading.cpuPercent),
        row('order to last commit, median', 'ms', ({ medianMs }) => medianMs),
        row('order to last commit, p99', 'ms', ({ p99Ms }) => p99Ms),
      ];
    }),
  ].filter(({ sides }) => Object.keys(sides).length > 0);
}

function figure(
  name: string,
  unit: string,
  better: Figure['better'],
  values: readonly (readonly [side: string, value: number])[],
): Figure {
  const names = [...new Set(values.map(([side]) => side))];
  const valuesOf = (side: string) => values.filter(([of]) => of === side).map(([, value]) => value);
  const sides = Object.fromEntries(names.map((side) => [side, summaryOf(valuesOf(side))]));
  const own = sides[REFERENCE]?.median;
  const ratios = Object.fromEntries(
    names
      .filter((side) => side !== REFERENCE && own !== undefined)
      .map((side) => {
        const other = sides[side]!.median;
        return [side, better === 'higher' ? own! / other : other / own!];
      }),
  );
  return { name, unit, better, sides, ratios };
}
