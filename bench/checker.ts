/**
 * The explorer: steps a second of processor time and bytes a state, on models whose counts are known. It
 * refuses to print a rate for a wrong count.
 */
import { createExploration } from '../src/checker/explore.js';
import type { Model } from '../src/checker/model.js';
import { models } from '../src/checker/models/registry.js';
import type { BenchRow } from './measure.js';

const KNOWN: readonly (readonly [
  name: string,
  size: number,
  generated: number,
  distinct: number,
])[] = [
  ['two-phase-commit', 7, 2_744_706, 296_448],
  ['textbook-election', 3, 362_836, 69_513],
  ['election-with-losses', 3, 1_858_132, 471_792],
];

/** Processor time, of all threads: what else runs on the machine does not count. */
function cpuOf<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

/** Explores the model twice, and measures the second time: its tables are full then. */
function measured(model: Model) {
  const explore = () => {
    const exploration = createExploration(model);
    while (exploration.advance(100_000));
    return exploration.summary;
  };
  const cold = cpuOf(explore);
  const warm = cpuOf(explore);
  return { ...warm.value, coldMs: cold.ms, warmMs: warm.ms };
}

const perSecond = (count: number, ms: number): string =>
  `${((1000 * count) / ms / 1e6).toFixed(2)} M`;

export function run(): BenchRow[] {
  return KNOWN.map(([name, size, generated, distinct]): BenchRow => {
    const found = measured(models.find((model) => model.name === name)!.make(size));
    if (found.generated !== generated || found.distinct !== distinct)
      throw new Error(`${name}: ${found.generated} / ${found.distinct} instead of known counts`);
    const { coldMs, warmMs, bytesPerState } = found;
    return {
      name: `checker: ${name} ${size}, steps a second of processor time`,
      detail: `${perSecond(generated, warmMs)} with full tables, ${perSecond(generated, coldMs)} at first; ${distinct} states, ${bytesPerState.toFixed(0)} bytes each`,
    };
  });
}
