/**
 * What a seed leads to stays the same, byte for byte, until somebody changes what peers decide: whoever
 * makes them faster changes nothing here. Who changes them on purpose writes the new digests down, and says why.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/peer/image.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { createNetwork, SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { armFaults } from '../../src/simulator/scenario/perform-faults.js';
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';

const DURATION_MS = 40_000;
const EVENTS_BETWEEN = 60;

const scenario = (seed: number): Scenario =>
  scenarioOf({
    seed,
    duration: DURATION_MS,
    organisations: [
      { name: 'A', peers: 3, region: '', hidden: 1 },
      { name: 'B', peers: 2, region: '', hidden: 0 },
    ],
    channels: [{ name: 'ch', organisations: ['A', 'B'], without: [] }],
    faults: [
      { kind: 'crash', at: 15_000, until: 22_000, peer: 'peer1.A', keeps: 'everything' },
      { kind: 'loss', at: 18_000, until: 30_000, share: 0.2 },
      { kind: 'pause', at: 20_000, until: 24_000, peer: 'peer0.B' },
    ],
    parameters: { aliveTimeInterval: 2_000, aliveExpirationTimeout: 8_000 },
  } as Parameters<typeof scenarioOf>[0]);

interface Digests {
  readonly trace: string;
  readonly sent: string;
  readonly state: string;
}

/** `isTold`: somebody listens to what peers decide, so that nothing is passed over. */
function digestsOf(seed: number, isTold: boolean): Digests {
  const [trace, sent, state] = [createHash('sha256'), createHash('sha256'), createHash('sha256')];
  const observer: SimulationObserver = {
    sent(from, to, { bytes }, atMs) {
      sent.update(`${from.name} ${to.name} ${atMs} `).update(bytes);
    },
    ...(isTold && {
      trace: (node, told, atMs) =>
        void trace.update(`${node.name} ${atMs} ${JSON.stringify(told)}`),
    }),
  };
  const network = createNetwork(scenario(seed), { observers: [observer] });
  const { simulation, names, chains } = network;
  armFaults(network, () => {});
  for (const [index, name] of names.entries())
    simulation.clock.after(index * 700, () => network.start(name));
  const chain = chains.get('ch')!;
  for (let second = 12; second < 28; second += 2)
    simulation.clock.after(second * 1_000, () => simulation.ordering.append('ch', chain.append()));
  // Often: what a peer remembers of a message may be overwritten by the next.
  for (let goesOn = true; goesOn; ) {
    goesOn = simulation.advanceSome(SCENARIO_START_MS + DURATION_MS, EVENTS_BETWEEN) > 0;
    for (const name of names)
      if (simulation.isRunning(name)) state.update(hashOf(simulation.peer(name)));
  }
  const short = (hash: typeof sent) => hash.digest('hex').slice(0, 16);
  return { trace: short(trace), sent: short(sent), state: short(state) };
}

describe('the same seed gives the same trace as before', () => {
  it.each([
    [1, { trace: 'cff1ef32795625cd', sent: 'e1a99c7404c6ffd2', state: 'd07b9a357765441d' }],
    [2, { trace: '028c2e8b12b6a863', sent: '52db2b9507ecd92d', state: '4f188f3d23299365' }],
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
