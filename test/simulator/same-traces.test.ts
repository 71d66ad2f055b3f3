/**
 * What a seed leads to stays the same, byte for byte, until somebody changes what peers decide: whoever
 * makes them faster changes nothing here. Who changes them on purpose writes the new digests down, and says why.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/peer/image.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { runScenario } from '../../src/simulator/scenario/run.js';
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';

const scenario = (seed: number): Scenario =>
  scenarioOf({
    seed,
    duration: 40_000,
    organisations: [
      { name: 'A', peers: 3, region: '', hidden: 1 },
      { name: 'B', peers: 2, region: '', hidden: 0 },
    ],
    channels: [{ name: 'ch', organisations: ['A', 'B'], without: [] }],
    blocks: [{ channel: 'ch', from: 12_000, every: 2_000, count: 8, size: 500, transactions: 1 }],
    faults: [
      { kind: 'crash', at: 15_000, until: 22_000, peer: 'peer1.A', keeps: 'everything' },
      { kind: 'loss', at: 18_000, until: 30_000, share: 0.2 },
      { kind: 'pause', at: 20_000, until: 24_000, peer: 'peer0.B' },
    ],
    parameters: { aliveTimeInterval: 2_000, aliveExpirationTimeout: 8_000 },
  } as Partial<Scenario>);

interface Digests {
  readonly trace: string;
  readonly sent: string;
  readonly state: string;
}

/** `isTold`: somebody listens to what peers decide, so that nothing is passed over. */
function digestsOf(seed: number, isTold: boolean): Digests {
  const trace = createHash('sha256');
  const sent = createHash('sha256');
  const state = createHash('sha256');
  const observer: SimulationObserver = {
    sent(from, to, { bytes }, atMs) {
      sent.update(`${from.name} ${to.name} ${atMs} `).update(bytes);
    },
  };
  const { network, breaches } = runScenario(scenario(seed), {
    invariants: isTold,
    traffic: false,
    observers: [observer],
    ...(isTold && { onTrace: (line) => void trace.update(JSON.stringify(line)) }),
  });
  expect(breaches).toEqual([]);
  for (const name of network.names) state.update(hashOf(network.simulation.peer(name)));
  const short = (hash: typeof sent) => hash.digest('hex').slice(0, 16);
  return { trace: short(trace), sent: short(sent), state: short(state) };
}

describe('the same seed gives the same trace as before', () => {
  it.each([
    [1, { trace: '67c4400866429f4f', sent: '2970ae6f9d825b6d', state: '76b7c89dfabeadff' }],
    [2, { trace: 'cb4fb74a9d753ae1', sent: '9ed9ecc3aad6503e', state: 'dcdbd88d271d28b6' }],
  ])(
    'seed %i',
    (seed, digests) => {
      const told = digestsOf(seed, true);
      expect(told).toEqual(digests);
      const { sent, state } = digestsOf(seed, false);
      expect({ sent, state }, 'where nobody listens').toEqual({
        sent: digests.sent,
        state: digests.state,
      });
    },
    30_000,
  );
});
