/** Faults in whom a pull concerns, and in what becomes of its items (spec/07-pull.md). */
import { type Mutant, mutant } from '../mutant.js';

export const pullMemberMutants: readonly Mutant[] = [
  mutant({
    id: 'pull/one-member-of-an-endpoint',
    fault: 'greets one of the members that share an endpoint, and no other',
    breaks: ['PULL-8'],
    module: 'peer/pull/initiator',
    entry: 'performPullInitiator',
    by:
      ({ performPullInitiator }) =>
      (run, pull, number, effect) => {
        const firsts = new Map([...run.state.living].reverse().map((m) => [m.internalEndpoint, m]));
        const living = [...firsts.values()];
        const state = Object.create(run.state, { living: { value: living } });
        performPullInitiator({ ...run, state }, pull, number, effect);
      },
    killedBy: [
      {
        case: 'pull/hello-for-an-endpoint-reaches-all-its-members',
        expected: 'GossipHello with the nonce of the hello to o1',
      },
    ],
  }),
  mutant({
    id: 'pull/hello-for-others-as-well',
    fault: 'tells each member of whom it has drawn a nonce that of another as well',
    breaks: ['PULL-11'],
    profile: 'hardened',
    module: 'peer/pull/initiator',
    entry: 'performPullInitiator',
    by:
      ({ performPullInitiator }) =>
      (run, pull, number, effect) => {
        performPullInitiator(run, pull, number, effect);
        if (effect.type !== 'hellos.send') return;
        const { engine } = pull;
        const round = engine.rounds.get(number)!;
        const drawn = [...round.greeted.values()];
        const greeted = new Map(
          [...round.greeted.keys()].map((nonce, i) => [nonce, drawn.at(i - 1)!]),
        );
        const rounds = new Map([[number, { ...round, greeted }]]);
        performPullInitiator(run, { ...pull, engine: { ...engine, rounds } }, number, effect);
      },
    killedBy: [
      {
        case: 'pull/hello-reaches-the-drawn-member-alone',
        expected: 'no GossipHello with the nonce of the hello to o1',
      },
    ],
  }),
  mutant({
    id: 'pull/last-of-one-digest',
    fault: 'takes the last of the items of an update that have one digest',
    breaks: ['PULL-15'],
    module: 'peer/pull/updates',
    entry: 'receiveUpdate',
    by:
      ({ receiveUpdate }) =>
      (run, pull, update, origin) =>
        receiveUpdate(run, pull, { ...update, data: [...update.data].reverse() }, origin),
    killedBy: [
      {
        case: 'pull/first-of-two-blocks-of-one-number-taken',
        expected: 'block 1 as it was given',
        observed: 'another block of that number',
      },
    ],
  }),
  mutant({
    id: 'pull/expired-identity-not-held',
    fault: 'holds of the identities that it pulled those alone that it believes',
    breaks: ['PULL-48'],
    module: 'peer/pull/receive',
    entry: 'receivePull',
    by:
      ({ receivePull }) =>
      (run, pull, signed, origin) => {
        const mayHold = (item: string): boolean => run.state.identities.has(item);
        const isOfBlocks = pull.channel.length > 0;
        receivePull(run, isOfBlocks ? pull : { ...pull, mayHold }, signed, origin);
      },
    killedBy: [{ case: 'identity/pulled-expired-identity-offered', expected: 'o9 in the digest' }],
  }),
];
