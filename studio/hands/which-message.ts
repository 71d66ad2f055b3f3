/**
 * The name of a message that a recording shows: sender, receiver, and which of their messages since an
 * instant. A scenario that is the same until then sends the same one.
 */
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import type { Cast } from '../run/cast.js';
import { type Recording, SENT } from '../run/recording.js';
import type { MessageName } from './deeds.js';

/** `index`: of the SENT. */
export function nameOfMessage(
  { at, kind, a, b }: Recording,
  { peers }: Cast,
  { costs }: Scenario,
  index: number,
): MessageName {
  // Where work takes time a message is recorded no earlier than what was recorded before it leaves:
  // then an instant is no good to count from.
  const isInstant = Object.values(costs).every((cost) => cost === 0);
  const sinceMs = isInstant ? Math.floor(at[index]!) : 0;
  let nth = 0;
  for (let i = index; i >= 0 && at[i]! >= sinceMs; i--)
    if (kind[i] === SENT && a[i] === a[index] && b[i] === b[index]) nth += 1;
  return { from: peers[a[index]!]!.name, to: peers[b[index]!]!.name, sinceMs, nth };
}
