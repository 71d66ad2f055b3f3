/** Faults that show when links are slow, break or are many. */
import { type Mutant, mutant } from '../mutant.js';
import { withoutRow } from '../rows.js';

export const faultLinkMutants: readonly Mutant[] = [
  mutant({
    id: 'faults/serves-a-hundred-streams',
    fault: 'takes no further stream once a hundred have come',
    breaks: ['LINK-I1', 'LINK-35'],
    module: 'adapters/host',
    entry: 'createHost',
    by:
      ({ createHost }) =>
      (options) => {
        let accepted = 0;
        return createHost({
          ...options,
          step(peer, input, atMs, choose) {
            if (input.type === 'stream.accepted') accepted += 1;
            const isDeaf = input.type === 'stream.accepted' && accepted > 100;
            return isDeaf ? [] : options.step(peer, input, atMs, choose);
          },
        });
      },
    killedBy: [
      {
        case: 'faults/many-connections-one-after-the-other-leave-it-serving',
        expected: 'a handshake in cycle 10',
      },
    ],
  }),
  mutant({
    id: 'faults/looks-for-the-dead-without-a-pause',
    fault: 'looks for dead members ten times as often',
    breaks: ['MEMB-25'],
    module: 'adapters/settings/parameters-of',
    entry: 'parametersOf',
    by:
      ({ parametersOf }) =>
      (settings) => {
        const parameters = parametersOf(settings);
        return { ...parameters, reconnectInterval: parameters.reconnectInterval / 10 };
      },
    killedBy: [
      {
        case: 'faults/dead-member-is-not-dialled-without-end',
        expected: 'pings in 4 times reconnectInterval',
      },
    ],
  }),
  mutant({
    id: 'faults/never-looks-for-the-dead',
    fault: 'looks for no dead member',
    breaks: ['MEMB-25'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R21'),
    killedBy: [
      { case: 'faults/dead-member-is-not-dialled-without-end', expected: 'from 1 to' },
      { case: 'faults/simultaneous-reconnection-settles', expected: 't2 alive in the view' },
    ],
  }),
  mutant({
    id: 'faults/expects-heartbeats-on-time',
    fault: 'takes a member for dead whose alive message is a little late',
    breaks: ['MEMB-19'],
    module: 'adapters/settings/parameters-of',
    entry: 'parametersOf',
    by:
      ({ parametersOf }) =>
      (settings) => {
        const parameters = parametersOf(settings);
        const aliveExpirationTimeout = parameters.aliveTimeInterval + 60;
        return { ...parameters, aliveExpirationTimeout };
      },
    killedBy: [
      { case: 'faults/delay-within-limits-kills-nobody', expected: 'no node dead to another' },
    ],
  }),
  mutant({
    id: 'faults/dials-nobody-after-a-broken-link',
    fault: 'dials nobody any more once a link has broken',
    breaks: ['XFER-I5'],
    module: 'adapters/host',
    entry: 'createHost',
    by:
      ({ createHost }) =>
      (options) => {
        let isBroken = false;
        return createHost({
          ...options,
          transport: {
            ...options.transport,
            dial: (endpoint) =>
              isBroken ? Promise.reject(new Error('no')) : options.transport.dial(endpoint),
          },
          step(peer, input, atMs, choose) {
            if (input.type === 'stream.ended' && input.status !== 'OK') isBroken = true;
            return options.step(peer, input, atMs, choose);
          },
        });
      },
    killedBy: [{ case: 'faults/loss-stops-no-block', expected: 'block 6 of shared in the ledger' }],
  }),
  mutant({
    id: 'faults/trusts-a-dead-link',
    fault: 'trusts a link on which nothing arrives any more',
    breaks: ['MEMB-20'],
    module: 'peer/steppers',
    entry: 'steppers',
    by: withoutRow('MEMB-R5'),
    killedBy: [
      { case: 'faults/half-open-link-is-given-up', expected: 'block 3 of shared in the ledger' },
    ],
  }),
  mutant({
    id: 'faults/writes-to-one-remote-at-a-time',
    fault: 'writes to nobody else before a slow remote has read',
    breaks: ['SYS-I3'],
    module: 'adapters/send-queue',
    entry: 'createSendQueue',
    by: ({ createSendQueue }) => {
      const waiting: (() => void)[] = [];
      let isBusy = false;
      return (options) =>
        createSendQueue({
          ...options,
          write(bytes, done) {
            const go = (): void => {
              isBusy = true;
              options.write(bytes, () => {
                isBusy = false;
                waiting.shift()?.();
                done();
              });
            };
            if (isBusy) waiting.push(go);
            else go();
          },
        });
    },
    only: 'process',
    killedBy: [
      {
        case: 'faults/slow-reader-holds-up-nobody-else',
        expected: 'that answers the request',
      },
    ],
  }),
];
