/** What comes to a probe, while somebody waits for it. */
import type { Entry, Evidence } from './evidence.js';
import type { Who } from './expect.js';

/** What the suite does itself. */
export const OURS: readonly Entry['type'][] = ['sent', 'note', 'opened'];

/**
 * What came to one of these from the entry `since` on, and what has come meanwhile whenever it is asked
 * again: it looks at each entry once.
 */
export function arrivals(
  { entries }: Pick<Evidence, 'entries'>,
  who: readonly Who[],
  since: number,
): () => readonly Entry[] {
  const found: Entry[] = [];
  let next = since;
  return () => {
    for (; next < entries.length; next += 1) {
      const e = entries[next]!;
      const isTheirs = who.some(({ name }) => e.stream === name || e.probe === name);
      if (isTheirs && !OURS.includes(e.type)) found.push(e);
    }
    return found;
  };
}
