/** Faults in how often a peer tries, and in rounds of pull (spec/04-link.md, 05-membership.md, 07-pull.md). */
import { reject } from '../../../src/wire/verdict.js';
import { type Mutant, mutant } from '../mutant.js';

export const attemptMutants: readonly Mutant[] = [
  mutant({
    id: 'link/stream-for-each-message',
    fault: 'opens another stream for each message while the first is being opened',
    breaks: ['LINK-19'],
    module: 'peer/links',
    entry: 'sendToMember',
    by:
      ({ sendToMember }) =>
      (run, member, message) => {
        run.state.diallingTo.delete(member.pki);
        sendToMember(run, member, message);
      },
    killedBy: [
      { case: 'link/one-stream-is-opened-at-a-time', expected: 'one stream to o2 at a time' },
    ],
  }),
  mutant({
    id: 'link/opens-before-the-ping-is-answered',
    fault: 'opens a stream as soon as its Ping is on its way',
    breaks: ['LINK-34'],
    module: 'adapters/dial-socket',
    entry: 'unlessLost',
    by:
      ({ unlessLost }) =>
      <T>(
        waiting: Parameters<typeof unlessLost>[0],
        start: Parameters<typeof unlessLost<T>>[1],
      ): Promise<T> =>
        unlessLost<T>(waiting, (done, fail) => {
          start(done, fail);
          if (waiting.what === 'no answer to Ping') setImmediate(done, undefined as T);
        }),
    killedBy: [{ case: 'link/unanswered-ping-fails-the-dial', expected: 'no stream to o1' }],
    only: 'process',
  }),
  mutant({
    id: 'membership/one-attempt-too-many',
    fault: 'tries once more after maxConnectionAttempts',
    breaks: ['MEMB-33'],
    module: 'machines/contact.machine',
    entry: 'contactRegistry',
    by: ({ contactRegistry }) => ({
      ...contactRegistry,
      guards: {
        ...contactRegistry.guards,
        isLastAttempt: (c) => c.attempts >= c.maxConnectionAttempts,
      },
    }),
    killedBy: [
      {
        case: 'membership/contact-abandoned-after-its-attempts',
        expected: '2 probes and no more',
        observed: '3',
      },
    ],
  }),
  mutant({
    id: 'pull/nonces-counted-from-one',
    fault: 'counts the nonces of each round from 1, instead of drawing them',
    breaks: ['PULL-2'],
    module: 'peer/pull/initiator',
    entry: 'startRound',
    by:
      ({ startRound }) =>
      (run, pull) => {
        let last = 0n;
        const nonce = (): bigint => {
          last += 1n;
          return last;
        };
        startRound(Object.create(run, { choose: { value: { ...run.choose, nonce } } }), pull);
      },
    killedBy: [{ case: 'pull/nonce-of-every-hello-is-another', expected: '4 different nonces' }],
  }),
  mutant({
    id: 'pull/round-without-end',
    fault: 'waits for updates ten times responseWaitTime',
    breaks: ['PULL-9', 'PULL-R9'],
    module: 'machines/pull-initiator.machine',
    entry: 'pullInitiatorRegistry',
    by: ({ pullInitiatorRegistry }) => ({
      ...pullInitiatorRegistry,
      delays: {
        ...pullInitiatorRegistry.delays,
        responseWaitTime: (round) => 10 * round.responseWaitTimeMs,
      },
    }),
    killedBy: [{ case: 'pull/update-after-the-round-not-offered', expected: 'no DataDigest' }],
  }),
  mutant({
    id: 'pull/old-block-costs-the-update',
    fault: 'refuses an update with a block below its window, instead of skipping that block',
    breaks: ['PULL-49'],
    module: 'peer/blocks/receive',
    entry: 'refusalOfPulled',
    by:
      ({ refusalOfPulled }) =>
      (run, entry, signed) => {
        const refusal = refusalOfPulled(run, entry, signed);
        return refusal === 'known' ? reject('PULL-45', 'an item is no new block') : refusal;
      },
    killedBy: [{ case: 'pull/item-below-the-window-skipped', expected: 'with blocks 8 9' }],
  }),
];
