/**
 * Pull while a peer crashes: an owner that is asked and answers no more, and one that returns and asks again
 * (spec/07-pull.md).
 */
import type { PeerState } from '../../peer/state.js';
import { instantOf } from '../peers/locals.js';
import type { Budget, NetworkProperty, PeerNetwork, Seen } from '../peers/network.js';
import { CHANNEL, chainOf, joinAll, meet, sameHeight } from './channels.js';
import { endpointOf } from './parts.js';
import { ASKER, LEADER, pull } from './pull.js';
import { heardMessage } from './sayings.js';

const HOLDER = LEADER;

const pullOf = (state: PeerState | undefined) => state?.channels.get(CHANNEL)?.pull;
const DOWN = 2;

const IN_VAIN: NetworkProperty = {
  id: 'asked-in-vain',
  kind: 'sometimes',
  about: 'who asked waits for the block from one that has crashed, and then no longer',
  factOf(state, peer, { desk, marks }) {
    if (state === undefined) return DOWN;
    const own = pullOf(state);
    if (peer > 0 || own === undefined) return 0;
    const isWithout = own.items.size === 0 && desk.ledgers.get(CHANNEL)?.length === 1;
    return marks > 0 && own.rounds.size === 0 && isWithout ? 1 : 0;
  },
  holds: ([asker, ...others]) => asker === 1 && others.includes(DOWN),
};

const AGAIN: NetworkProperty = {
  id: 'pulled-again',
  kind: 'sometimes',
  about: 'who asks, and has returned, holds a block that it has pulled',
  factOf: (state, _peer, { lives }) => (lives > 1 && pullOf(state)?.items.has('1') ? 1 : 0),
  holds: ([asker]) => asker === 1,
};

const ASKED: NetworkProperty = {
  id: 'asked-again',
  kind: 'sometimes',
  about: 'who had the block, and has returned, is asked for what it has',
  factOf: (_state, _peer, { marks }) => (marks > 0 ? 1 : 0),
  holds: ([, holder]) => holder === 1,
};

/** A hello that comes to a channel in a later life. */
const marksOfReturn = ({ before, input }: Seen): number => {
  if (input.type !== 'envelope.received' || before.startedMs <= instantOf({ lives: 1 })) return 0;
  const { content } = heardMessage(input.message as Uint8Array).message;
  return content.case === 'hello' && before.channels.has(CHANNEL) ? 1 : 0;
};

const ofAsker = (timer: string, peer: string): boolean =>
  peer === ASKER &&
  (timer.startsWith('ticker/block-pull') || timer.startsWith('pull-initiator/block'));

/** Nobody returns. */
export function pullWithCrash(budget: Budget): PeerNetwork {
  const whole = pull(budget);
  return {
    ...whole,
    name: 'pull-with-crash',
    timers: ofAsker,
    // That it has sent a request.
    marks: ({ effects }) =>
      effects.some(
        (one) => one.type === 'envelope.send' && one.signed.message.content.case === 'dataReq',
      )
        ? 1
        : 0,
    properties: [...whole.properties, IN_VAIN],
  };
}

/** The asker and one that has the block, of which this one crashes and returns. */
export function pullWithReturn(who: 'asker' | 'holder', budget: Budget): PeerNetwork {
  const whole = pull(budget);
  const chain = chainOf(['A'], 1);
  const names = [ASKER, HOLDER];
  const returning = who === 'asker' ? ASKER : HOLDER;
  return {
    ...whole,
    name: who === 'asker' ? 'pull-with-return' : 'pull-with-return-of-holder',
    peers: whole.peers.slice(0, names.length).map((part, peer) => ({
      ...part,
      // Whoever returns has to find the other.
      options: { ...part.options, bootstrap: [endpointOf(names[1 - peer]!)] },
    })),
    prologue(stage) {
      meet(stage, names);
      // The holder first: it fetches the block when nobody is there to push it to.
      joinAll(
        stage,
        chain,
        new Map([
          [HOLDER, 1],
          [ASKER, 1],
        ]),
      );
      // The holder crashes while it is asked, or before.
      if (who === 'holder') stage.fire(ASKER, 'block-pull');
    },
    // An asker that has returned asks first who is on the channel.
    timers: (timer, peer) =>
      ofAsker(timer, peer) ||
      (peer === ASKER && who === 'asker' && timer.startsWith('ticker/state-info-request/')),
    crashes: (peer) => peer === returning,
    marks: marksOfReturn,
    properties: [
      ...whole.properties.filter(({ id }) => id !== 'two-owners'),
      sameHeight(CHANNEL),
      who === 'asker' ? AGAIN : ASKED,
    ],
  };
}
