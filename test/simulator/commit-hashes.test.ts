/** What the watch of commits makes of ledgers that differ. No peer can bring them about: its ledger refuses. */
import { expect, it } from 'vitest';
import { watchCommits } from '../../src/simulator/invariants/commits.js';
import type { InvariantContext } from '../../src/simulator/invariants/context.js';
import type { CommitEvent, Node } from '../../src/simulator/node.js';
import { createNetwork } from '../../src/simulator/scenario/network.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

it('LEDG-I2: the same block with another commit hash is a breach', () => {
  const network = createNetwork(
    scenarioOf({
      organisations: [{ name: 'Org1', peers: 3, region: '', hidden: 0 }],
      channels: [{ name: 'ch', organisations: ['Org1'], without: [] }],
    }),
  );
  const bytes = network.chains.get('ch')!.append();
  const breaches: string[] = [];
  const { observer } = watchCommits({
    network: () => network,
    breach: (id: string, peer: string) => void breaches.push(`${id} ${peer}`),
    isCorrect: () => true,
  } as unknown as InvariantContext);
  const commit = (name: string, commitHash: string) =>
    observer!.committed!(
      {
        node: { name, ledgers: new Map([['ch', { commitHash }]]) } as unknown as Node,
        channel: 'ch',
        number: 1n,
        bytes,
        refusal: undefined,
      } satisfies CommitEvent,
      0,
    );
  commit('peer0.Org1', 'aa');
  commit('peer1.Org1', 'aa');
  expect(breaches).toEqual([]);
  commit('peer2.Org1', 'ab');
  expect(breaches).toEqual(['LEDG-I2 peer2.Org1']);
});
