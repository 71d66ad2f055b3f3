/** Election among several peers on virtual time: one leader, its loss, its return, and partitions. */
import { describe, expect, it } from 'vitest';
import type { PeerOptions } from '../../../src/peer/config.js';
import type { TraceLine } from '../../../src/peer/trace.js';
import { createSimulation } from '../../../src/simulator/simulation.js';
import { createSymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';
import { toHex } from '../../../src/wire/hex.js';
import { createSymbolicAuthority } from '../../../src/wire/identity/symbolic.js';
import { pkiIdOf } from '../../../src/wire/pki-id.js';
import { settings } from '../../support/channel-scene.js';
import { crypto, optionsFor, orgOfName } from '../../support/symbolic-peers.js';

const NAMES = ['p1.A', 'p2.A', 'p3.A', 'p4.A'];
const START_MS = 1_700_000_000_000;

function network(seed: number, extra: Partial<PeerOptions> = {}) {
  const options = optionsFor(NAMES);
  const authority = createSymbolicAuthority(
    [...NAMES, 'ord.Ord'].map((name) => ({
      mspId: orgOfName(name),
      name,
      key: crypto.signerOf(name).publicKey,
    })),
  );
  const chain = createSymbolicChain(crypto, 'ch1', settings('A'));
  const lines: TraceLine[] = [];
  let parted: ReadonlySet<string> = new Set();
  const simulation = createSimulation({
    seed,
    startMs: START_MS,
    isReachable: (from, to) => parted.has(from) === parted.has(to),
    onTrace: (line) => lines.push(line),
  });
  simulation.ordering.append('ch1', chain.configBlock);
  const bootstrap = NAMES.map((name) => options.get(name)!.endpoint);
  for (const name of NAMES)
    simulation.add(name, {
      ...options.get(name)!,
      bootstrap,
      leadership: 'election',
      channelReader: createSymbolicChannelReader(authority, 'A'),
      ...extra,
    });
  const begin = (name: string) => {
    simulation.start(name);
    simulation.join(name, 'ch1', chain.configBlock);
  };
  const idOf = (name: string) => toHex(pkiIdOf(crypto, options.get(name)!.identity)!);
  return {
    simulation,
    begin,
    /** Lowest first. */
    ranked: NAMES.map((name) => ({ name, id: idOf(name) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ name }) => name),
    part: (...names: readonly string[]) => {
      parted = new Set(names);
    },
    leaders: () =>
      NAMES.filter(
        (name) =>
          simulation.isRunning(name) &&
          simulation.peer(name).state.channels.get('ch1')!.election.leads,
      ),
    order() {
      simulation.ordering.append('ch1', chain.append());
    },
    heights: () =>
      NAMES.filter((name) => simulation.isRunning(name)).map(
        (name) => simulation.peer(name).state.channels.get('ch1')!.height,
      ),
    /** When each peer began to lead, ms since the start, in order. */
    began: () =>
      lines.flatMap(({ atMs, peer, trace }) =>
        trace.kind === 'leadership' && trace.leads ? [{ peer, at: atMs - START_MS }] : [],
      ),
  };
}

describe.each([1, 2])('election among four (seed %i)', (seed) => {
  it('ELEC-I1, ELEC-I6: one leads within a minute, and its blocks reach everybody', () => {
    const net = network(seed);
    for (const name of NAMES) net.begin(name);
    net.simulation.advance(60_000);
    expect(net.leaders()).toHaveLength(1);
    expect(net.simulation.ordering.keys).toHaveLength(1);
    for (let i = 0; i < 5; i += 1) net.order();
    net.simulation.advance(20_000);
    expect(net.heights()).toEqual([6n, 6n, 6n, 6n]);
  });

  it('ELEC-22, ELEC-I1: the loss of the leader is made good in 10 to 25 s', () => {
    const net = network(seed);
    for (const name of NAMES) net.begin(name);
    net.simulation.advance(90_000);
    const [lost] = net.leaders();
    net.simulation.kill(lost!);
    const killedAt = 90_000;
    net.simulation.advance(60_000);
    expect(net.leaders()).toHaveLength(1);
    expect(net.leaders()).not.toEqual([lost]);
    const [first] = net.began().filter(({ at }) => at > killedAt);
    // Its last declaration was up to 5 s before.
    expect(first!.at - killedAt).toBeGreaterThanOrEqual(10_000);
    expect(first!.at - killedAt).toBeLessThanOrEqual(25_000);
    net.order();
    net.simulation.advance(20_000);
    expect(net.heights()).toEqual([2n, 2n, 2n]);
  });

  it('ELEC-21, ELEC-I3: two partitions have a leader each, and one after they heal', () => {
    const net = network(seed);
    for (const name of NAMES) net.begin(name);
    net.simulation.advance(60_000);
    net.part('p1.A', 'p2.A');
    net.simulation.advance(120_000);
    const apart = net.leaders();
    expect(apart).toHaveLength(2);
    net.part();
    net.simulation.advance(120_000);
    const lowest = net.ranked.find((name) => apart.includes(name));
    expect(net.leaders()).toEqual([lowest]);
    expect(net.simulation.ordering.keys).toHaveLength(1);
  });

  it('ELEC-23, ELEC-24: a leader without ordering service gives way to the next', () => {
    const net = network(seed, { parameters: { reconnectTotalTimeThreshold: 2_000 } });
    for (const name of NAMES) net.begin(name);
    net.simulation.advance(60_000);
    const [former] = net.leaders();
    net.simulation.setOrdering(false);
    net.simulation.advance(5_000);
    expect(net.leaders()).toEqual([]);
    net.simulation.setOrdering(true);
    net.simulation.advance(60_000);
    expect(net.leaders()).toHaveLength(1);
    expect(net.leaders()).not.toEqual([former]);
  });
});
