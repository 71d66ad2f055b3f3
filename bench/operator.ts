/**
 * The network of an operator who told of it, 90 peers of 5 organisations on 25 channels, and what stalls and
 * losses do to it: how many peers that are there are declared dead.
 *
 * Each trouble has networks of its own: as many as there are processors, or as the fourth number says, each in a
 * process with a seed of its own, and the time is divided among them. Half a day each of two networks is
 * taken for a day of one, and is none: a network may be another in its first hours than later. Progress goes to standard
 * error after each minute. SIGINT ends it after the minutes that are under way, with the figures up to then.
 */
import { availableParallelism } from 'node:os';
import type { BenchRow } from './measure.js';
import { type LivedByAll, liveInParts, minutesOf } from './operator/parts.js';
import { MINUTE_MS, troubles } from './operator/troubles.js';

const DAY_MINUTES = (24 * 60 * 60_000) / MINUTE_MS;

/** Minutes of each trouble; which one alone, from 1, or 0 for all; the first seed; the number of processes. */
const numbersOf = ([
  minutes = 2,
  only = 0,
  seed = 1,
  processes = availableParallelism(),
]: readonly number[]) => ({ minutes, only, seed, processes });

/** What is wrong with the numbers that were asked for, if anything is. */
export function problemOf(asked: readonly number[]): string | undefined {
  const { minutes, only, processes } = numbersOf(asked);
  if (minutes < 1) return `minutes: expected 1 or more, got ${minutes}`;
  if (only > troubles.length) return `trouble: expected 0 to ${troubles.length}, got ${only}`;
  if (processes < 1) return `processes: expected 1 or more, got ${processes}`;
  if (asked.length > 4)
    return `expected minutes, trouble, seed and processes, got ${asked.length} numbers`;
  return undefined;
}

/** @param asked numbers that nothing is wrong with */
export async function* run(asked: readonly number[] = []): AsyncGenerator<BenchRow> {
  const { minutes, only, seed, processes } = numbersOf(asked);
  const parts = Math.min(processes, minutes);
  const over = new AbortController();
  const stop = () => {
    process.stderr.write('stops after this minute\n');
    over.abort();
  };
  process.once('SIGINT', stop);
  try {
    for (const [trouble, { name }] of troubles.entries()) {
      if (only > 0 && trouble !== only - 1) continue;
      const shared = { trouble, minutes, seed, parts };
      const tell = (lived: LivedByAll) => tellProgress(name, lived, minutes);
      const lived = await liveInParts(shared, { stop: over.signal, tell });
      if (lived.minutes > 0) yield rowOf(name, lived, minutesOf(shared).length);
      if (over.signal.aborted) return;
    }
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Virtual seconds to a second of CPU. */
const speedOf = ({ minutes, cpuSeconds }: LivedByAll): string =>
  `${((60 * minutes) / cpuSeconds).toFixed(1)}×`;

function tellProgress(trouble: string, lived: LivedByAll, minutes: number): void {
  if (lived.minutes === 0 || lived.clockSeconds === 0) return;
  const { falseDeaths, megabytes, clockSeconds } = lived;
  const leftSeconds = (clockSeconds * (minutes - lived.minutes)) / lived.minutes;
  const left = `${Math.ceil(leftSeconds / 60)} min to go`;
  process.stderr.write(
    `${trouble}: ${lived.minutes} of ${minutes} min, ${speedOf(lived)}, ${falseDeaths} false deaths, ${megabytes.toFixed(0)} MiB, ${left}\n`,
  );
}

function rowOf(trouble: string, lived: LivedByAll, parts: number): BenchRow {
  const { falseDeaths, silent, deliveries, minutes, cpuSeconds, clockSeconds } = lived;
  const aDay = Math.round((falseDeaths * DAY_MINUTES) / minutes);
  const dayMinutes = (clockSeconds * DAY_MINUTES) / minutes / 60;
  return {
    name: `90 peers, 25 channels, ${trouble}`,
    ratio: speedOf(lived),
    detail: [
      'real time of CPU',
      `${Math.round(deliveries / cpuSeconds).toLocaleString('en')} deliveries a second of CPU`,
      `${falseDeaths} false deaths in ${minutes} min, ${silent} of them for silence`,
      `${aDay.toLocaleString('en')} a day if it goes on`,
      `${parts} ${parts === 1 ? 'process' : 'processes'}, a network with a seed of its own in each`,
      `${(clockSeconds / 60).toFixed(1)} min by the clock, a day in ${dayMinutes.toFixed(0)}`,
    ].join(', '),
  };
}
