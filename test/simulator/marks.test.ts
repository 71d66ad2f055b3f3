/** What a peer has lost it takes again, though it has read the very same snapshot before. */
import { expect, it } from 'vitest';
import { dropStateInfos } from '../../src/peer/channel/state-info-store.js';
import type { Run } from '../../src/peer/run.js';
import { createNetwork } from '../../src/simulator/scenario/network.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

it.each([
  ['nobody listens', {}],
  ['somebody is told of everything', { trace() {}, stepped() {} }],
] as const)('takes StateInfo again that has left the store, where %s', (_, observer) => {
  const network = createNetwork(
    scenarioOf({
      name: 'three',
      organisations: [{ name: 'A', peers: 3, region: '', hidden: 0 }],
      channels: [{ name: 'ch', organisations: ['A'], without: [] }],
    }),
    { observers: [observer] },
  );
  const { simulation, names } = network;
  for (const name of names) network.start(name);
  simulation.advance(30_000);
  const { state } = simulation.peer(names[0]!);
  const entry = state.channels.get('ch')!;
  const before = [...entry.stateInfos.keys()];
  expect(before).toHaveLength(3);
  const lost = before.at(-1);
  dropStateInfos({ state } as Run, entry, (author) => author !== lost);
  expect(entry.stateInfos.size).toBe(2);
  simulation.advance(10_000);
  expect([...entry.stateInfos.keys()].sort()).toEqual([...before].sort());
});
