/** Faults of delivery: for each property of each model a peer that is not as it should be. */
import { CHANNEL } from '../../../src/checker/models/channels.js';
import { brokenPeers } from '../broken-peers.js';
import { after, asleepTo, before, deafTo, isTimer, onlyAt, without } from '../faulty-steps.js';
import { channel, commitless, type Faults, joinsAsIfNew, step, throwOn } from './plant.js';

/** Two streams of a channel that it has just joined. */
const fetchesAtOnce = step(
  after((_, effects, input) => {
    if (input.type !== 'channel.join') return undefined;
    const open = { channel: CHANNEL, endpoint: 'orderer:7050', tlsRootCerts: [] };
    return [
      ...effects,
      { type: 'orderer.open', stream: 100, ...open },
      { type: 'orderer.open', stream: 101, ...open },
    ];
  }),
);

export const faults: Faults = {
  delivery: {
    'XFER-I1': step(brokenPeers['XFER-I1']!),
    'XFER-I2': step(brokenPeers['XFER-I2']!),
    'XFER-I4': step(brokenPeers['XFER-I4']!),
    'ELEC-I2': step(without('orderer.close')),
    'DELV-I1': step(brokenPeers['DELV-I1']!),
    'DELV-I3': step(
      after(({ state }) => {
        state.timers.delete(`delivery/${CHANNEL}/reconnectWait`);
        return undefined;
      }),
    ),
    'DELV-I2': step(brokenPeers['PUSH-I6']!),
    // Whatever it is sent, it takes for the next block.
    refuses: step((peer, input, atMs, choose) => {
      const was = channel(peer)?.delivery.nextNumber ?? 0n;
      const effects = after(() => undefined)(peer, input, atMs, choose);
      const own = channel(peer)?.delivery;
      if (input.type === 'orderer.received' && own?.nextNumber === was) own.nextNumber += 1n;
      return effects;
    }),
    'fetched-by-both': (network) => onlyAt(network, 'p1.A', asleepTo('leaderElectionDuration')),
    'ELEC-I6': step(deafTo('leadershipMsg')),
    'all-have-all': commitless,
    'SYS-I3': step(before(throwOn('leaderElectionDuration'))),
  },
  'delivery-with-pauses': {
    // Takes one more, and forgets the one that it holds.
    'DELV-I4': step((peer, input, atMs, choose) => {
      const own = channel(peer)?.delivery;
      if (input.type === 'orderer.received' && own !== undefined) own.held = undefined;
      return without('orderer.pause')(peer, input, atMs, choose);
    }),
    pauses: step(without('orderer.pause')),
    'DELV-I5': step(without('orderer.resume')),
  },
  'delivery-with-crash': {
    'DELV-I3': step(without('orderer.open')),
    // Nobody is missed.
    'takes-over': step(asleepTo('leaderAliveThreshold')),
  },
  'delivery-with-return': {
    'ELEC-I2': fetchesAtOnce,
    'DELV-I1': fetchesAtOnce,
    // Gives up what it has at once.
    'DELV-I3': step(
      after((_, effects, input) => {
        if (!isTimer(input, 'Sample') && !isTimer(input, 'state-info-request')) return undefined;
        return [...effects, { type: 'orderer.close', channel: CHANNEL, stream: 1 }];
      }),
    ),
    'SYS-I3': step(before(throwOn('leaderAliveThreshold'))),
    missed: step(asleepTo('leaderAliveThreshold')),
    'joined-again': step(deafTo('stateSnapshot')),
    'same-height': joinsAsIfNew(),
  },
};
