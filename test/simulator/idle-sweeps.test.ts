/** A sweep that need not fire fires again in time: peers remember the same whether all sweeps fire or not. */
import { expect, it } from 'vitest';
import { hashOf } from '../../src/peer/image.js';
import { TIMER } from '../../src/peer/io.js';
import { createNetwork, SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { armFaults } from '../../src/simulator/scenario/perform-faults.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

const DURATION_MS = 45_000;

/** Everything that sweeps look for expires, once those who are silenced have gone. */
const scenario = scenarioOf({
  seed: 4,
  duration: DURATION_MS,
  organisations: [
    { name: 'A', peers: 4, region: '', hidden: 0 },
    { name: 'B', peers: 2, region: '', hidden: 0 },
  ],
  channels: [
    { name: 'ch', organisations: ['A', 'B'], without: [] },
    { name: 'in', organisations: ['A'], without: ['peer3.A'] },
  ],
  leadership: 'election',
  faults: [{ kind: 'crash', at: 12_000, until: 44_000, peer: 'peer1.A', keeps: 'nothing' }],
  parameters: {
    aliveTimeInterval: 400,
    aliveExpirationTimeout: 2_000,
    msgExpirationFactor: 2,
    pullInterval: 100,
    publishStateInfoInterval: 100,
    leaderAliveThreshold: 700,
  },
} as Parameters<typeof scenarioOf>[0]);

/** Hashes of all peers again and again, and which ticks have been idle. `isTold`: all sweeps fire. */
function live(isTold: boolean): { hashes: string[]; idle: Set<string>; gone: Set<string> } {
  const network = createNetwork(scenario, { observers: isTold ? [{ trace() {} }] : [] });
  const { simulation, names, chains } = network;
  armFaults(network, () => {});
  for (const name of names) network.start(name);
  for (let atMs = 3_000; atMs < 15_000; atMs += 1_000)
    simulation.clock.after(atMs, () =>
      simulation.ordering.append('ch', chains.get('ch')!.append()),
    );
  const [hashes, idle, gone] = [[] as string[], new Set<string>(), new Set<string>()];
  const largest = new Map<string, number>();
  for (let goesOn = true; goesOn; ) {
    goesOn = simulation.advanceSome(SCENARIO_START_MS + DURATION_MS, 1_500) > 0;
    for (const name of names) {
      if (!simulation.isRunning(name)) continue;
      const peer = simulation.peer(name);
      hashes.push(hashOf(peer));
      const { state } = peer;
      for (const { entity, [TIMER]: timer } of state.tickers.values())
        if (timer !== undefined && timer.idleUntilMs > simulation.clock.now())
          idle.add(entity.tick);
      for (const [store, { size }] of [
        ['alive', state.aliveStore],
        ['foreign', state.foreignStateInfos],
        ['window', state.channels.get('ch')!.window],
        ['heard', state.channels.get('ch')!.election.heard],
      ] as const) {
        const most = largest.get(`${name} ${store}`) ?? 0;
        if (size < most) gone.add(store);
        largest.set(`${name} ${store}`, Math.max(size, most));
      }
    }
  }
  return { hashes, idle, gone };
}

it('forgets at the same instants whether anybody listens or not', () => {
  const told = live(true);
  const untold = live(false);
  expect(untold.hashes).toEqual(told.hashes);
  // It was put to the test.
  expect([...told.idle]).toEqual([]);
  expect([...untold.idle].sort()).toEqual([
    'alive-store-sweep',
    'block-window-sweep',
    'leadership-sweep',
    'member-sweep',
    'state-info-store-sweep',
  ]);
  expect([...untold.gone].sort()).toEqual(['alive', 'foreign', 'heard', 'window']);
}, 60_000);
