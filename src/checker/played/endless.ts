/** Whether an endless run violates a property of runs: CHEK-73, for a run that was played. */
import type { RunProperty } from '../liveness/property.js';

/** What a property says of a state along the run. */
export interface Along {
  readonly holds: boolean;
  /** Only of *leads-to*. */
  readonly after: boolean;
}

/**
 * The states of the run, the initial one first, of which those from `loopFrom` steps on come again and again; without
 * a loop the last one does.
 */
export function violatesRun(
  kind: RunProperty['kind'],
  along: readonly Along[],
  loopFrom = along.length - 1,
): boolean {
  const lacksFrom = (index: number): boolean => along.slice(index).every(({ holds }) => !holds);
  switch (kind) {
    case 'eventually':
      return lacksFrom(0);
    case 'eventually-always':
      return along.slice(loopFrom).some(({ holds }) => !holds);
    case 'leads-to':
      // What comes again and again comes after every state of the loop.
      return along.some(({ after }, index) => after && lacksFrom(Math.min(index, loopFrom)));
  }
}
