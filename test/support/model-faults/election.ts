/** Faults of elections: for each property of each model a peer or a villain that is not as it should be. */
import { toHex } from '../../../src/wire/hex.js';
import { asleepTo, before, deafTo, fetchesOn, heard, leadsOn, onlyAt } from '../faulty-steps.js';
import { channel, type Faults, type Plant, quietly, silent, step, throwOn } from './plant.js';

/** No window of an election ends but at the first. */
const oneStands: Plant = (network) =>
  network.peers
    .slice(1)
    .reduce((less, { name }) => onlyAt(less, name, asleepTo('leaderElectionDuration')), network);

export const faults: Faults = {
  election: {
    'ELEC-I2': step(fetchesOn),
    'ELEC-I3': step(leadsOn),
    'leads-alone': step(asleepTo('leaderElectionDuration')),
    'two-lead': oneStands,
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
