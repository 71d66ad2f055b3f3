/** Networks of elections, small, and for each property of each a peer or a villain that is not as it should be. */
import { election } from '../../../src/checker/models/election.js';
import { electionReplayed } from '../../../src/checker/models/election-replay.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { toHex } from '../../../src/wire/hex.js';
import { asleepTo, before, deafTo, fetchesOn, heard, leadsOn, onlyAt } from '../faulty-steps.js';
import { channel, type Faults, quietly, silent, step, throwOn } from './plant.js';

export const networks: Readonly<Record<string, PeerNetwork>> = {
  election: election(2, 'fabric-3.1', { timers: 4 }),
  'election-replayed': electionReplayed({ timers: 2, ages: 1, sayings: 1 }),
};

export const faults: Faults = {
  election: {
    'ELEC-I2': step(fetchesOn),
    'ELEC-I3': step(leadsOn),
    'leads-alone': step(asleepTo('leaderElectionDuration')),
    'two-lead': (network) => onlyAt(network, 'p1.A', asleepTo('leaderElectionDuration')),
    'ELEC-I6': step(deafTo('leadershipMsg')),
    'SYS-I3': step(before(throwOn('leaderElectionDuration'))),
  },
  'election-replayed': {
    // Whatever a leader says is news.
    'ELEC-I5': step(
      before((peer, input) => {
        const content = heard(input)?.message.content;
        if (content?.case === 'leadershipMsg')
          channel(peer)?.election.heard.delete(toHex(content.value.pkiId));
        return input;
      }),
    ),
    'replay-refused': silent,
    forgotten: quietly(step(asleepTo('leadership-sweep'))),
  },
};
