/**
 * Who leads crashes: while it fetches, and the other one takes over; or later, and returns
 * (spec/10-election.md, spec/12-delivery.md).
 */
import { isIn } from '../../peer/run.js';
import type { PeerState } from '../../peer/state.js';
import { toHex } from '../../wire/hex.js';
import type { Budget, NetworkProperty, PeerNetwork } from '../peers/network.js';
import { CHANNEL, sameHeight } from './channels.js';
import { delivery, isFetched } from './delivery.js';
import { endpointOf, pkiIdOfName } from './parts.js';

/** Of two that stand the one with the lower PKI-ID leads (ELEC-R13). */
const NAMES = ['p1.A', 'p2.A'];
const LEADER = NAMES.toSorted((a, b) =>
  toHex(pkiIdOfName(a)) < toHex(pkiIdOfName(b)) ? -1 : 1,
)[0]!;
const LED = NAMES.indexOf(LEADER);
const DOWN = 2;

const electionOf = (state: PeerState | undefined) => state?.channels.get(CHANNEL)?.election;

const TAKES_OVER: NetworkProperty = {
  id: 'takes-over',
  kind: 'sometimes',
  about: 'one has crashed, and the other leads and has fetched a block',
  factOf: (state, _peer, local) =>
    state === undefined ? DOWN : electionOf(state)?.leads && isFetched(local) ? 1 : 0,
  holds: (facts) => facts[LED] === DOWN && facts[1 - LED] === 1,
};

const OF_RETURN: readonly NetworkProperty[] = [
  {
    id: 'missed',
    kind: 'sometimes',
    about: 'one has crashed, and the other stands for election',
    factOf(state) {
      if (state === undefined) return DOWN;
      const election = electionOf(state);
      return election !== undefined && isIn('election', election.instance, 'electing') ? 1 : 0;
    },
    holds: (facts) => facts[LED] === DOWN && facts[1 - LED] === 1,
  },
  {
    id: 'joined-again',
    kind: 'sometimes',
    about: 'who led has returned, and hears who else is on the channel',
    factOf: (state, _peer, { lives }) =>
      lives > 1 && (state?.channels.get(CHANNEL)?.stateInfos.size ?? 0) > 0 ? 1 : 0,
    holds: (facts) => facts[LED] === 1,
  },
  sameHeight(CHANNEL),
];

/** What needs a wrong block, or that who has led stands once more; and what needs a block that comes. */
const ELSEWHERE = ['refuses', 'fetched-by-both', 'ELEC-I6'];
const OF_BLOCKS = ['all-have-all', 'DELV-I2', 'XFER-I1', 'XFER-I2', 'XFER-I4'];

/**
 * One leads from the beginning. Where nobody returns it has declared itself, and its stream is not yet open; else it
 * has fetched what there is.
 */
export function deliveryWithCrash(budget: Budget): PeerNetwork {
  const whole = delivery(budget);
  const isReturning = (budget.restarts ?? 0) > 0;
  const left = isReturning ? [...ELSEWHERE, ...OF_BLOCKS] : ELSEWHERE;
  return {
    ...whole,
    name: isReturning ? 'delivery-with-return' : 'delivery-with-crash',
    peers: whole.peers.map((part, peer) => ({
      ...part,
      // Whoever returns has to find the other.
      options: { ...part.options, bootstrap: [endpointOf(NAMES[1 - peer]!)] },
    })),
    prologue(stage) {
      whole.prologue(stage);
      for (const name of NAMES) {
        stage.fire(name, 'membershipSampleInterval');
        stage.settle();
      }
      stage.fire(LEADER, 'leaderElectionDuration');
      if (isReturning) stage.settle();
    },
    // Who has returned asks who is on the channel, or looks who leads it.
    timers: (timer, peer) =>
      peer === LEADER
        ? timer.startsWith('ticker/state-info-request/') ||
          timer.endsWith('/membershipSampleInterval')
        : timer.endsWith('/leaderAliveThreshold') || timer.endsWith('/leaderElectionDuration'),
    crashes: (peer) => peer === LEADER,
    properties: [
      ...whole.properties.filter(({ id }) => !left.includes(id)),
      ...(isReturning ? OF_RETURN : [TAKES_OVER]),
    ],
  };
}
