import { expect, it } from 'vitest';
import { parseSettings } from '../../../src/adapters/settings/settings.js';

const parsed = (useLeaderElection: boolean, orgLeader: boolean) => () =>
  parseSettings(
    `peer: { gossip: { useLeaderElection: ${useLeaderElection}, orgLeader: ${orgLeader} } }`,
    {
      CORE_PEER_ADDRESS: 'peer0:7051',
      CORE_PEER_LOCALMSPID: 'Org1MSP',
      CORE_PEER_TLS_ENABLED: 'false',
    },
  );

it('ELEC-15: a leader is elected or set, not both', () => {
  expect(parsed(true, true)).toThrow(/useLeaderElection and peer\.gossip\.orgLeader: both true/);
  expect(parsed(true, false)).not.toThrow();
  expect(parsed(false, true)).not.toThrow();
  expect(parsed(false, false)).not.toThrow();
});
