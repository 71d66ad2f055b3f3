/** What is judged of stores of members that are full (spec/05-membership.md, MEMB-41, MEMB-42). */
import { keyOf } from '../../wire/hex.js';
import type { NetworkProperty, Seen } from '../peers/network.js';
import { marked } from './marks.js';
import { MARKS } from './membership-marks.js';
import { STRANGER } from './membership-sayings.js';
import { pkiIdOfName } from './parts.js';

/** Beside the bits of membership-marks.ts. */
const TURNED_AWAY = 1 << MARKS.length;
const DROPPED = 2 << MARKS.length;

export function crowdingMarks({ before, after }: Seen): number {
  const stranger = keyOf(pkiIdOfName(STRANGER));
  const isHeard = after.aliveStore.has(stranger) && !before.aliveStore.has(stranger);
  const isDropped = [...before.aliveStore.keys()].some((pki) => !after.aliveStore.has(pki));
  return (
    (isHeard && !after.members.has(stranger) ? TURNED_AWAY : 0) |
    (isHeard && isDropped ? DROPPED : 0)
  );
}

/** @param room members, and entries of an alive message store, that there may be */
export const crowdingProperties = (room: number): NetworkProperty[] => [
  {
    id: 'MEMB-I5',
    kind: 'always',
    about: 'no more members are known, and no more alive messages stored, than there is room for',
    factOf: (state) => Math.max(state?.members.size ?? 0, state?.aliveStore.size ?? 0),
    holds: (facts) => facts.every((fact) => fact <= room),
  },
  marked(TURNED_AWAY, 'turned-away', 'sometimes', 'a peer does not learn a member too many'),
  marked(DROPPED, 'dropped-first', 'sometimes', 'what was stored first goes for what is stored'),
];
