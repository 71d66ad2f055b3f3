/**
 * A member of a channel crashes and returns, while a spy that is not in it says one thing of it
 * (spec/09-channel.md). Who has returned trusts nobody but by the channels that it has joined again.
 */
import type { Budget, NetworkProperty, PeerNetwork } from '../peers/network.js';
import { chainOf, joining, meetOn, sameHeight } from './channels.js';
import { isolation, MEMBERS, SECRET, SHARED, SPY } from './isolation.js';
import { ISOLATION_MARKS, isolationMarks } from './isolation-marks.js';
import { markOf } from './marks.js';
import { endpointOf, organisationOf } from './parts.js';

const MEMBER = 'p1.A';
const NAMES = [MEMBER, SPY];
const mark = markOf(ISOLATION_MARKS);

const OF_RETURN: readonly NetworkProperty[] = [
  sameHeight(SECRET),
  {
    id: 'refused-again',
    kind: 'sometimes',
    about: 'who has returned, and joined the channel again, hears what the spy says of it',
    factOf: (state, _peer, { lives, marks }) =>
      lives > 1 && state?.channels.has(SECRET) && (marks & mark('asked')) !== 0 ? 1 : 0,
    holds: ([member]) => member === 1,
  },
  {
    id: 'linked-in-one',
    kind: 'sometimes',
    about: 'who has returned is in the shared channel alone, and has a link to the spy',
    factOf: (state, _peer, { lives }) =>
      lives > 1 && state?.channels.size === 1 && state.channels.has(SHARED) && state.linkOf.size > 0
        ? 1
        : 0,
    holds: ([member]) => member === 1,
  },
];

/** What takes another member of the channel, who has StateInfo and blocks of it. */
const OF_TWO: ReadonlySet<string> = new Set([
  'CHAN-I5',
  'CHAN-I7',
  'caught-up',
  'XFER-I1',
  'XFER-I2',
  'XFER-I4',
]);

export function isolationWithCrash(budget: Budget): PeerNetwork {
  const whole = isolation(budget);
  const chain = chainOf(MEMBERS, 1, SECRET);
  const shared = chainOf([...MEMBERS, organisationOf(SPY)], 0, SHARED);
  return {
    ...whole,
    name: 'isolation-with-crash',
    peers: whole.peers
      .filter(({ name }) => NAMES.includes(name))
      .map((part, peer) => {
        const other = NAMES[1 - peer]!;
        // Whoever returns has to find the other.
        const anchors = [{ endpoint: `ext.${endpointOf(other)}`, mspId: organisationOf(other) }];
        return { ...part, options: { ...part.options, anchors } };
      }),
    prologue(stage) {
      meetOn(shared, stage, NAMES);
      stage.feed(MEMBER, joining(chain, 2));
      stage.settle();
    },
    marks: isolationMarks({ names: NAMES, secret: SECRET, members: MEMBERS }),
    properties: [...whole.properties.filter(({ id }) => !OF_TWO.has(id)), ...OF_RETURN],
  };
}
