/** Faults of state transfer: for each property of each model a peer that is not as it should be. */
import { brokenPeers } from '../broken-peers.js';
import { after, before, deafTo } from '../faulty-steps.js';
import {
  channel,
  commitless,
  type Faults,
  joinsAsIfNew,
  overfill,
  step,
  throwOn,
} from './plant.js';

export const faults: Faults = {
  transfer: {
    'XFER-I1': step(brokenPeers['XFER-I1']!),
    'XFER-I2': step(brokenPeers['XFER-I2']!),
    'XFER-I4': step(brokenPeers['XFER-I4']!),
    'XFER-I3': step(
      after((peer) => {
        const block = { bytes: new Uint8Array(), source: 'push' } as const;
        overfill(channel(peer)?.buffer.blocks, (i) => BigInt(i + 100), block);
        return undefined;
      }),
    ),
    'PUSH-I6': step(brokenPeers['PUSH-I6']!),
    'caught-up': commitless,
    'XFER-I6': commitless,
    'XFER-I7': commitless,
    'SYS-I3': step(before(throwOn('stateCheckInterval'))),
  },
  'transfer-with-return': {
    // Nobody tells who has returned what there is.
    'caught-up-again': step(deafTo('stateSnapshot')),
    'same-height': joinsAsIfNew(),
  },
};
