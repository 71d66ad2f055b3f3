/** A small network that a test lives through in a moment: two organisations, a channel, five blocks. */
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

export const classroom = scenarioOf({
  name: 'classroom',
  seed: 7,
  duration: 90_000,
  organisations: [
    { name: 'Org1', peers: 2, region: '', hidden: 0 },
    { name: 'Org2', peers: 2, region: '', hidden: 0 },
  ],
  channels: [{ name: 'ch1', organisations: ['Org1', 'Org2'], without: [] }],
  blocks: [{ channel: 'ch1', from: 35_000, every: 2_000, count: 5, size: 1_000, transactions: 1 }],
});
