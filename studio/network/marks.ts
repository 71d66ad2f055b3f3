/** What the faults in force do to single peers, in a word, and whether the ordering service is out. */
import type { Shown } from '../page/store.js';

export interface Marks {
  readonly marks: ReadonlyMap<number, string>;
  readonly isOrdererDown: boolean;
}

const WORDS: Readonly<Record<string, string>> = {
  pause: 'paused',
  slow: 'slow',
  byzantine: 'lies',
  revoke: 'revoked',
};

export function marksOf({ scenario, cast }: Shown, inForce: Uint8Array): Marks {
  const marks = new Map<number, string>();
  let isOrdererDown = false;
  for (const [index, fault] of (scenario?.faults ?? []).entries()) {
    if (inForce[index] !== 1) continue;
    if (fault.kind === 'orderer-down') isOrdererDown = true;
    const word = WORDS[fault.kind];
    if (word !== undefined && 'peer' in fault)
      marks.set(
        cast.peers.findIndex(({ name }) => name === fault.peer),
        word,
      );
  }
  return { marks, isOrdererDown };
}
