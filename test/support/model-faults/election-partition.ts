/** For each property of an election across a partition peers that are not as they should be. */
import { brokenPeers } from '../broken-peers.js';
import { asleepTo, before, fetchesOn, leadsOn } from '../faulty-steps.js';
import { type Faults, step, throwOn } from './plant.js';

export const faults: Faults = {
  'election-with-partition': {
    'ELEC-I2': step(fetchesOn),
    'heeded-both': step(leadsOn),
    'LINK-I1': step(brokenPeers['LINK-I1']!),
    'two-lead': step(asleepTo('leaderElectionDuration')),
    // Who is cut off never looks for the others again.
    'leads-alone': step(asleepTo('reconnection')),
    'SYS-I3': step(before(throwOn('leaderElectionDuration'))),
  },
};
