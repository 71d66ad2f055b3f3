/**
 * All members, living and dead, in the order in which they are stored, and what disclosure asks of each side by side:
 * a response reads of those alone whom it tells of more than a byte or two. Derived like the roll, with which it ends.
 */
import { isAlive } from './members.js';
import { orgNumberOf, rollOf } from './roll.js';
import type { Run } from './run.js';
import type { MemberEntry } from './state.js';
import { type UsesOf, usesOf } from './uses.js';

export interface Listing {
  readonly members: readonly MemberEntry[];
  /** Of each, the number of its organisation on the roll. */
  readonly orgOf: Uint16Array;
  /** 1 for who has an external endpoint. */
  readonly hasEndpoint: Uint8Array;
  /** 1 for who is alive. */
  readonly isAlive: Uint8Array;
  /** Of their identities. */
  readonly uses: UsesOf;
}

export function listingOf(run: Run): Listing {
  const { members: stored, identities: known } = run.state;
  const roll = rollOf(run);
  if (roll.listing !== undefined) return roll.listing;
  const members = [...stored.values()];
  const identities = members.map(({ pki }) => known.get(pki));
  roll.listing = {
    members,
    orgOf: Uint16Array.from(identities, (identity) => orgNumberOf(roll, identity?.mspId)),
    hasEndpoint: Uint8Array.from(members, ({ endpoint }) => Number(endpoint !== '')),
    isAlive: Uint8Array.from(members, (member) => Number(isAlive(member))),
    uses: usesOf(identities),
  };
  return roll.listing;
}
