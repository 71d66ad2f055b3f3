/** State transfer between peers of a simulated network: one leader that pushes nothing, others that ask. */
import { describe, expect, it } from 'vitest';
import type { PeerOptions } from '../../../src/peer/config.js';
import type { TraceLine } from '../../../src/peer/trace.js';
import { createSimulation } from '../../../src/simulator/simulation.js';
import { createSymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';
import { createSymbolicAuthority } from '../../../src/wire/identity/symbolic.js';
import { ORDERER, settings } from '../../support/channel-scene.js';
import { crypto, optionsFor, orgOfName } from '../../support/symbolic-peers.js';

const NAMES = ['p1.A', 'p2.A', 'p3.A', 'p4.B'];
const BLOCKS = 40;
const ANCHORS = { A: ['ext.p1.A:7000'], B: ['ext.p4.B:7003'] };

const world = createSymbolicAuthority(
  [...NAMES, ORDERER.name].map((name) => ({
    mspId: orgOfName(name),
    name,
    key: crypto.signerOf(name).publicKey,
  })),
);

/** The network after `ms`, and every block that was committed. */
function networkAfter(ms: number, extra: Partial<PeerOptions>, seed = 1) {
  const traces: TraceLine[] = [];
  const simulation = createSimulation({ seed, onTrace: (line) => void traces.push(line) });
  const chain = createSymbolicChain(crypto, 'ch1', settings('AB', { anchors: ANCHORS }));
  const genesis = chain.blocks[0]!;
  for (let number = 1; number <= BLOCKS; number += 1) chain.append();
  for (const block of chain.blocks) simulation.ordering.append('ch1', block);
  const options = optionsFor(NAMES);
  const bootstrap = [options.get('p1.A')!.endpoint];
  for (const [name, its] of options) {
    const isLeader = name === 'p1.A';
    simulation.add(name, {
      ...its,
      channelReader: createSymbolicChannelReader(world, orgOfName(name)),
      bootstrap: isLeader || orgOfName(name) !== 'A' ? [] : bootstrap,
      leadership: isLeader ? 'static' : 'none',
      blockGossip: false,
      stateTransfer: !isLeader,
      ...extra,
    });
    simulation.start(name);
    simulation.join(name, 'ch1', genesis);
  }
  simulation.advance(ms);
  const committed = traces.flatMap(({ peer, trace }) =>
    trace.kind === 'block' && trace.what === 'committed' ? [{ peer, ...trace }] : [],
  );
  const heights = NAMES.map((name) => simulation.peer(name).state.channels.get('ch1')!.height);
  return { heights, committed };
}

describe('a network with state transfer', () => {
  it.each(['hardened', 'fabric-3.1'] as const)(
    'XFER-I5, XFER-I2, profile %s: everybody reaches the height of the leader, with the same blocks',
    (profile) => {
      const { heights, committed } = networkAfter(60_000, { profile });
      expect(heights).toEqual(NAMES.map(() => BigInt(BLOCKS + 1)));
      const hashes = new Map<string, Set<string>>();
      for (const { number, hash } of committed)
        hashes.set(number, (hashes.get(number) ?? new Set()).add(hash));
      expect([...hashes.values()].map(({ size }) => size)).toEqual(Array(BLOCKS).fill(1));
    },
  );

  it('XFER-30: without it nobody but the leader gets any further', () => {
    const { heights } = networkAfter(60_000, { stateTransfer: false });
    expect(heights).toEqual([BigInt(BLOCKS + 1), 1n, 1n, 1n]);
  });
});
