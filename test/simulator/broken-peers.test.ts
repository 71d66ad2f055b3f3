/**
 * Every invariant that the simulator watches is broken by a peer that is broken on purpose, and the watch
 * says so by its id; the same network without it breaks none.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { brokenPeers, CHANNEL } from '../support/broken-peers.js';

const organisation = (name: string, peers: number) => ({ name, peers, region: '', hidden: 0 });
/** One of several, or whoever leads. */
const brokenIn = (id: string) =>
  id === 'DELV-I1' ? ['peer0.Org1', 'peer1.Org1', 'peer2.Org1'] : ['peer1.Org1'];

/** Two organisations share a channel, a third is known to them; one peer does nothing for a while. */
const scenario: Scenario = scenarioOf({
  duration: 45_000,
  organisations: [organisation('Org1', 3), organisation('Org2', 2), organisation('Org3', 2)],
  channels: [
    { name: CHANNEL, organisations: ['Org1', 'Org2'], without: [] },
    // By which all organisations know of each other.
    { name: 'meeting-place', organisations: ['Org1', 'Org2', 'Org3'], without: [] },
  ],
  parameters: {
    membersMax: 20,
    identitiesMax: 20,
    pullItemsMax: 20,
    aliveExpirationTimeout: 10_000,
    reconnectInterval: 5_000,
    aliveTimeInterval: 2_000,
    pullInterval: 2_000,
    digestWaitTime: 500,
    responseWaitTime: 1_000,
    startupGracePeriod: 3_000,
    leaderAliveThreshold: 3_000,
    leaderElectionDuration: 1_000,
    stateCheckInterval: 3_000,
    stateResponseTimeout: 1_000,
    publishStateInfoInterval: 1_000,
    requestStateInfoInterval: 1_000,
  },
  blocks: [{ channel: CHANNEL, from: 12_000, every: 1_000, count: 5, size: 100, transactions: 1 }],
  faults: [{ kind: 'pause', at: 18_000, until: 34_000, peer: 'peer2.Org1' }],
});

/** What holds eventually is judged at the end; the rest needs no longer than this. */
const atTheEnd = ['SYS-I1', 'ELEC-I1', 'XFER-I5', 'CHAN-I6'];
const SHORT_MS = 45_000;
const LONG_MS = 130_000;

const live = (given: Scenario, id = '') => {
  const step = brokenPeers[id];
  const steps = step && Object.fromEntries(brokenIn(id).map((name) => [name, step]));
  return runScenario(given, { stopsAtBreach: false, ...(steps && { steps }) });
};

describe('invariants watched in a simulation', () => {
  it('hold in a network of correct peers, and all are judged', () => {
    const { breaches, notJudged } = live({ ...scenario, duration: LONG_MS });
    expect(breaches).toEqual([]);
    expect(notJudged).toEqual([]);
  });
  for (const id of Object.keys(brokenPeers))
    it(`${id}: is broken by a peer that is broken so`, () => {
      const duration = atTheEnd.includes(id) ? LONG_MS : SHORT_MS;
      const { breaches } = live({ ...scenario, duration }, id);
      expect(breaches.map((breach) => breach.id)).toContain(id);
    });
});
