/** What peers send and arm goes to the simulation at once, or when the step is over: the same comes of it. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashOf } from '../../src/peer/image.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { createNetwork, SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { armFaults } from '../../src/simulator/scenario/perform-faults.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

const DURATION_MS = 24_000;

/** A crash, so that links end at sends and are dialled again, and losses, so that chance is drawn for each send. */
const scenario = scenarioOf({
  seed: 11,
  duration: DURATION_MS,
  organisations: [
    { name: 'A', peers: 4, region: '', hidden: 1 },
    { name: 'B', peers: 3, region: '', hidden: 0 },
  ],
  channels: [{ name: 'ch', organisations: ['A', 'B'], without: [] }],
  leadership: 'election',
  faults: [
    { kind: 'crash', at: 9_000, until: 15_000, peer: 'peer1.A', keeps: 'everything' },
    { kind: 'loss', at: 8_000, until: 20_000, share: 0.1 },
  ],
  parameters: { aliveTimeInterval: 700, aliveExpirationTimeout: 3_000, pullInterval: 1_000 },
} as Parameters<typeof scenarioOf>[0]);

/** Everything that peers get, in order, and what they remember in the end. */
function live(observer: SimulationObserver) {
  const got = createHash('sha256');
  let count = 0;
  const counting: SimulationObserver = {
    received(from, to, { bytes }, atMs) {
      count += 1;
      got.update(`${from.name} ${to.name} ${atMs} `).update(bytes);
    },
  };
  const network = createNetwork(scenario, { observers: [counting, observer] });
  const { simulation, names, chains } = network;
  armFaults(network, () => {});
  for (const name of names) network.start(name);
  for (let atMs = 6_000; atMs < 18_000; atMs += 2_000)
    simulation.clock.after(atMs, () =>
      simulation.ordering.append('ch', chains.get('ch')!.append()),
    );
  simulation.advanceSome(SCENARIO_START_MS + DURATION_MS, Number.POSITIVE_INFINITY);
  return { count, got: got.digest('hex'), peers: names.map((at) => hashOf(simulation.peer(at))) };
}

it('is the same whether anybody is told of what is sent or not', () => {
  let sent = 0;
  const direct = live({});
  const told = live({
    sent() {
      sent += 1;
    },
  });
  expect(direct).toEqual(told);
  expect(sent).toBeGreaterThan(direct.count);
});
