/** A MembershipResponse, read as what the target believes. */
import { describeMessage, type NameOf } from './describe.js';
import type { Seen } from './expect.js';
import { contentOf, type Decoded, decoded } from './wire/decode.js';

export interface View {
  readonly seen: Seen<'memRes'>;
  /** Alive messages of live members, then the target's own, in the order of the response. */
  readonly alive: readonly Decoded[];
  readonly dead: readonly Decoded[];
  /** Where the view has this probe, or `target`. */
  lists(name: string): 'alive' | 'dead' | 'nowhere';
  /** The alive message that the view has of this probe, or of `target`. */
  of(name: string): Decoded | undefined;
  /** The view in words. */
  readonly told: string;
}

export function viewOf(seen: Seen<'memRes'>, nameOf: NameOf): View {
  const alive = seen.content.alive.map((envelope) => decoded(envelope));
  const dead = seen.content.dead.map((envelope) => decoded(envelope));
  const isOf = (name: string) => (d: Decoded) => {
    const pkiId = contentOf(d, 'aliveMsg')?.membership?.pkiId;
    return pkiId !== undefined && nameOf(pkiId) === name;
  };
  return {
    seen,
    alive,
    dead,
    lists(name) {
      if (alive.some(isOf(name))) return 'alive';
      return dead.some(isOf(name)) ? 'dead' : 'nowhere';
    },
    of: (name) => [...alive, ...dead].find(isOf(name)),
    told: describeMessage(seen.decoded, nameOf),
  };
}
