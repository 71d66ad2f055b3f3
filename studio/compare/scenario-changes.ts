/** In what two scenarios differ, in words: what one says and the other does not. */

import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { sayFault } from '../network/say-fault.js';
import { sayMs } from '../time/say-time.js';

export interface Change {
  readonly what: string;
  readonly here: string;
  readonly there: string;
}

/** Said of these one by one below. */
const LISTS: ReadonlySet<string> = new Set(['faults', 'blocks']);

export function changesBetween(here: Scenario, there: Scenario): Change[] {
  const keys = [...new Set([...Object.keys(here), ...Object.keys(there)])] as (keyof Scenario)[];
  const others = keys.flatMap((what): Change[] => {
    const [one, other] = [textOf(here[what]), textOf(there[what])];
    return LISTS.has(what) || one === other ? [] : [{ what, here: one, there: other }];
  });
  return [
    ...others,
    ...listed(
      'fault',
      here.faults,
      there.faults,
      (f) => `${sayFault(f)}, ${sayMs(f.at)}${'until' in f ? ` to ${sayMs(f.until)}` : ''}`,
    ),
    ...listed(
      'blocks',
      here.blocks,
      there.blocks,
      (b) => `${b.count} on ${b.channel} from ${sayMs(b.from)}`,
    ),
  ];
}

/** What hands and another seed change. */
const FORKED: ReadonlySet<string> = new Set(['seed', ...LISTS]);

/** Whether one is a fork of the other, or of a common one, or has another seed: not whether they are equal. */
export const isSameOtherwise = (here: Scenario, there: Scenario): boolean =>
  ([...new Set([...Object.keys(here), ...Object.keys(there)])] as (keyof Scenario)[]).every(
    (what) => FORKED.has(what) || textOf(here[what]) === textOf(there[what]),
  );

function listed<T>(
  what: string,
  here: readonly T[],
  there: readonly T[],
  say: (one: T) => string,
): Change[] {
  const [mine, theirs] = [here.map(textOf), there.map(textOf)];
  return [
    ...here.flatMap((one, i) =>
      theirs.includes(mine[i]!) ? [] : [{ what, here: say(one), there: '' }],
    ),
    ...there.flatMap((one, i) =>
      mine.includes(theirs[i]!) ? [] : [{ what, here: '', there: say(one) }],
    ),
  ];
}

/** Values are plain data in the order in which they were written. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
