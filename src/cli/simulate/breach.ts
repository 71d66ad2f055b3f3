/** What is said of invariants that did not hold, and the smaller scenario that repeats it. */
import { runScenario, type ScenarioRun } from '../../simulator/scenario/run.js';
import { shrinkScenario } from '../../simulator/scenario/shrink.js';
import { writeScenario } from './scenario-file.js';
import { seconds } from './text-report.js';

const SHOWN_MAX = 10;
/** Longer than this, and whoever waits has given up. */
const SHRINKING_MS = 30_000;

export function sayBreach(
  { breaches, notJudged, reached }: Pick<ScenarioRun, 'breaches' | 'notJudged' | 'reached'>,
  isInterrupted: boolean,
): string[] {
  const held = isInterrupted
    ? 'Every invariant held so far; those of the end were not judged.'
    : 'Every invariant held.';
  const more = breaches.length - SHOWN_MAX;
  return [
    '',
    breaches.length === 0 ? held : 'Invariants that did not hold',
    ...breaches
      .slice(0, SHOWN_MAX)
      .map(({ id, atMs, peer, what }) => `  ${id} at ${seconds(atMs)}, ${peer}: ${what}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(reached.length > 0 ? [`What may come about, and did: ${reached.join(', ')}.`] : []),
    ...notJudged.map(({ id, why }) => `  ${id} was not judged: ${why}`),
  ];
}

/** A smaller scenario that breaks the same invariant, as text. */
export async function shrinkBreach({ scenario, breaches }: ScenarioRun): Promise<string> {
  const startedMs = performance.now();
  const { id, atMs } = breaches[0]!;
  let tries = 0;
  // What was broken on the way needs no more time than that.
  const duration = Math.min(scenario.duration, Math.ceil(atMs / 1_000 + 1) * 1_000);
  const cut = { ...scenario, duration, faults: scenario.faults.filter(({ at }) => at < duration) };
  const smaller = shrinkScenario(atMs < scenario.duration ? cut : scenario, {
    goesOn: () => performance.now() - startedMs < SHRINKING_MS,
    fails(candidate) {
      tries += 1;
      return runScenario(candidate).breaches.some((breach) => breach.id === id);
    },
  });
  const about = `# Breaks ${id}. Made smaller in ${tries} tries, from a run of seed ${scenario.seed}.\n`;
  return `${about}${writeScenario(smaller)}`;
}
