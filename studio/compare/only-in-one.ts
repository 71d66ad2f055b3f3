/** Which messages of two runs only one of them has. */
import type { Line } from '../sequence/select-messages.js';

export type Only = 'here' | 'there';

export interface Marked extends Line {
  /** Undefined: both runs have it. */
  readonly only: Only | undefined;
}

/** What a message is the same by: who sends it to whom, of which kind, when, and whether it is lost. */
export type KeyOf = (line: Line) => string;

/** Those of here first, then those that are only there. As often as one is here, so often is it the same there. */
export function markDifferences(
  here: readonly Line[],
  there: readonly Line[],
  keyHere: KeyOf,
  keyThere: KeyOf,
): Marked[] {
  const waiting = new Map<string, number>();
  for (const line of there) waiting.set(keyThere(line), (waiting.get(keyThere(line)) ?? 0) + 1);
  const marked = here.map((line): Marked => {
    const key = keyHere(line);
    const count = waiting.get(key) ?? 0;
    if (count > 0) waiting.set(key, count - 1);
    return { ...line, only: count > 0 ? undefined : 'here' };
  });
  const left = there.flatMap((line): Marked[] => {
    const key = keyThere(line);
    const count = waiting.get(key)!;
    if (count === 0) return [];
    waiting.set(key, count - 1);
    return [{ ...line, only: 'there' }];
  });
  return [...marked, ...left];
}
