/** Scenarios: the same seed gives the same trace; faults do what they say; a failing one is made smaller. */
import { describe, expect, it } from 'vitest';
import { membershipOf } from '../../src/peer/peer.js';
import { withDrawnFaults } from '../../src/simulator/scenario/draw-faults.js';
import { drawnKinds, type Fault } from '../../src/simulator/scenario/faults.js';
import { problemsOf } from '../../src/simulator/scenario/problems.js';
import { createRun, runScenario, type ScenarioRun } from '../../src/simulator/scenario/run.js';
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { shrinkScenario } from '../../src/simulator/scenario/shrink.js';

const organisation = (name: string, peers: number) => ({ name, peers, region: '', hidden: 0 });
const small: Scenario = scenarioOf({
  duration: 40_000,
  organisations: [organisation('Org1', 3), organisation('Org2', 2)],
  channels: [{ name: 'ch', organisations: ['Org1', 'Org2'], without: [] }],
  blocks: [{ channel: 'ch', from: 15_000, every: 1_000, count: 10, size: 50, transactions: 1 }],
  parameters: { aliveExpirationTimeout: 8_000, reconnectInterval: 4_000, aliveTimeInterval: 2_000 },
});
const withFaults = (...faults: readonly Fault[]): Scenario => ({ ...small, faults });

/** Lives until an instant since the start. */
function until(run: ScenarioRun, atMs: number): ScenarioRun {
  while (run.atMs < atMs && run.advance(1));
  return run;
}
const live = (run: ScenarioRun, of: string) =>
  membershipOf(run.network.simulation.peer(of))
    .filter(({ state }) => state === 'alive')
    .map(({ pkiId }) => run.network.trust.nameOf(pkiId))
    .sort();
const heightOf = (run: ScenarioRun, of: string) =>
  Number(run.network.simulation.node(of).ledgers.get('ch')?.height ?? 0n);

describe('a scenario', () => {
  const traceOf = (seed: number) => {
    const lines: string[] = [];
    const scenario: Scenario = {
      ...small,
      seed,
      links: { ...small.links, latency: { normal: { mean: 5, deviation: 2 } }, loss: 0.02 },
      random: { count: 5, kinds: drawnKinds, from: 5_000, until: 30_000 },
    };
    const run = runScenario(scenario, { onTrace: (line) => lines.push(JSON.stringify(line)) });
    return [...lines, JSON.stringify(run.report())].join('\n');
  };
  it('SYS-I2: gives the same trace, byte for byte, by the same seed', () => {
    for (const seed of [1, 2, 3]) expect(traceOf(seed)).toBe(traceOf(seed));
    expect(traceOf(1)).not.toBe(traceOf(2));
  });

  it('brings blocks to everybody and says so', () => {
    const { blocks, membership } = runScenario(small).report();
    expect(blocks.made).toBe(10);
    expect(blocks.committedByAll).toBe(10);
    expect(blocks.sources.orderer + blocks.sources.push).toBe(50);
    expect(membership.completeMs).toBeLessThan(15_000);
    expect(membership.falseDeathCount).toBe(0);
  });
});

describe('faults', () => {
  it('partition: each side takes the other for dead, and knows it again when it is over', () => {
    const sides = [['peer0.Org1', 'peer1.Org1', 'Org2'], ['peer2.Org1']];
    const run = createRun(
      withFaults({ kind: 'partition', at: 10_000, until: 22_000, sides, oneWay: false }),
    );
    expect(live(until(run, 21_500), 'peer0.Org1')).not.toContain('peer2.Org1');
    expect(live(run, 'peer2.Org1')).not.toContain('peer0.Org1');
    expect(live(until(run, 40_000), 'peer0.Org1')).toContain('peer2.Org1');
    expect(run.report().membership.falseDeathCount).toBe(0);
  });

  it('a one-way partition: who is not heard any more still hears the others', () => {
    const sides = [['peer2.Org1'], ['peer0.Org1', 'peer1.Org1', 'Org2']];
    const received = new Set<string>();
    const run = createRun(
      withFaults({ kind: 'partition', at: 10_000, until: 25_000, sides, oneWay: true }),
      { observers: [{ received: (from, to) => void received.add(`${from.name} ${to.name}`) }] },
    );
    until(run, 10_500);
    received.clear();
    until(run, 17_000);
    expect(received).toContain('peer0.Org1 peer2.Org1');
    expect(received).not.toContain('peer2.Org1 peer0.Org1');
    expect(live(until(run, 24_500), 'peer0.Org1')).not.toContain('peer2.Org1');
  });

  it('crash: the ledger is kept or lost, as the fault says', () => {
    const heightAfter = (keeps: 'ledger' | 'nothing' | 'everything') => {
      const run = createRun(
        withFaults({ kind: 'crash', at: 20_500, until: 20_600, peer: 'peer2.Org1', keeps }),
      );
      until(run, 20_400);
      const before = heightOf(run, 'peer2.Org1');
      until(run, 20_610);
      return heightOf(run, 'peer2.Org1') - before;
    };
    expect(heightAfter('ledger')).toBe(0);
    expect(heightAfter('everything')).toBe(0);
    expect(heightAfter('nothing')).toBeLessThan(-3);
  });

  it('crash: who comes back as it was remembers its members; who forgot everything does not', () => {
    const knownAfter = (keeps: 'ledger' | 'everything') => {
      const run = createRun(
        withFaults({ kind: 'crash', at: 20_000, until: 21_000, peer: 'peer2.Org1', keeps }),
      );
      return live(until(run, 21_001), 'peer2.Org1').length;
    };
    expect(knownAfter('everything')).toBeGreaterThanOrEqual(2);
    expect(knownAfter('ledger')).toBe(0);
  });

  it('pause: who does nothing is taken for dead, which is no false death', () => {
    const run = createRun(
      withFaults({ kind: 'pause', at: 10_000, until: 22_000, peer: 'peer2.Org1' }),
    );
    expect(live(until(run, 21_000), 'peer0.Org1')).not.toContain('peer2.Org1');
    expect(live(until(run, 35_000), 'peer0.Org1')).toContain('peer2.Org1');
    expect(run.report().membership.falseDeaths.filter(({ of }) => of === 'peer2.Org1')).toEqual([]);
  });

  it('expire and revoke: the peer is forgotten', () => {
    for (const kind of ['expire', 'revoke'] as const) {
      const run = createRun(withFaults({ kind, at: 15_000, peer: 'peer2.Org1' }));
      expect(live(until(run, 14_000), 'peer0.Org1')).toContain('peer2.Org1');
      expect(live(until(run, 30_000), 'peer0.Org1')).not.toContain('peer2.Org1');
    }
  });

  it('crash: who was revoked does not come up again', () => {
    const run = runScenario(
      withFaults(
        { kind: 'crash', at: 10_000, until: 20_000, peer: 'peer2.Org1', keeps: 'ledger' },
        { kind: 'revoke', at: 15_000, peer: 'peer2.Org1' },
      ),
    );
    expect(run.network.simulation.isRunning('peer2.Org1')).toBe(false);
    expect(run.breaches).toEqual([]);
  });

  it('orderer-down: no block comes until it is over', () => {
    const run = createRun(withFaults({ kind: 'orderer-down', at: 14_000, until: 24_000 }));
    expect(heightOf(until(run, 23_900), 'peer0.Org1')).toBe(1);
    expect(heightOf(until(run, 40_000), 'peer0.Org1')).toBeGreaterThan(8);
  });

  it('slow: work takes longer, and everybody behind it waits', () => {
    const spread = (faults: readonly Fault[]) => {
      const costs = { input: 0.01, verify: 1, commit: 1 };
      const { blocks } = runScenario({ ...small, costs, faults }).report();
      return blocks.spread.at(-1)!.ms!.mean;
    };
    const slow = {
      kind: 'slow',
      at: 14_000,
      until: 39_000,
      peer: 'peer2.Org1',
      factor: 200,
    } as const;
    expect(spread([slow])).toBeGreaterThan(2 * spread([]));
  });

  it('clock: a jump of one peer changes nothing of what holds', () => {
    for (const by of [-60_000, 60_000]) {
      const run = runScenario(withFaults({ kind: 'clock', at: 15_000, peer: 'peer0.Org1', by }));
      expect(run.breaches).toEqual([]);
    }
  });

  it('leave: a peer that left is told to be none of the channel any more', () => {
    const run = createRun(
      withFaults({ kind: 'leave', at: 15_000, peer: 'peer2.Org1', channel: 'ch' }),
    );
    until(run, 30_000);
    const { stateInfos } = run.network.simulation.peer('peer0.Org1').state.channels.get('ch')!;
    expect(stateInfos.get(run.network.trust.pkiOf('peer2.Org1'))?.hasLeft).toBe(true);
  });

  it('Byzantine peers: what they do breaks nothing that correct peers promise', () => {
    const run = runScenario(
      withFaults({
        kind: 'byzantine',
        at: 8_000,
        until: 39_000,
        peer: 'peer2.Org1',
        does: ['forge', 'replay', 'cross-channel', 'equivocate', 'flood'],
        rate: 40,
      }),
    );
    expect(run.breaches).toEqual([]);
    expect(run.report().blocks.committedByAll).toBeGreaterThan(0);
  });

  it('drawn by the seed are written out, and name what is there', () => {
    const scenario = {
      ...small,
      random: { count: 200, kinds: drawnKinds, from: 0, until: 30_000 },
    };
    const drawn = withDrawnFaults(scenario);
    expect(drawn.random).toBeUndefined();
    expect(new Set(drawn.faults.map(({ kind }) => kind))).toEqual(new Set(drawnKinds));
    expect(problemsOf(drawn)).toEqual([]);
    expect(withDrawnFaults(scenario)).toEqual(drawn);
  });
});

describe('a scenario that fails', () => {
  it('is made smaller as long as it fails', () => {
    const faults = ['peer0.Org1', 'peer1.Org1', 'peer1.Org2'].flatMap((peer): Fault[] => [
      { kind: 'pause', at: 5_000, until: 9_000, peer },
      { kind: 'clock', at: 6_000, peer, by: 10 },
    ]);
    let tries = 0;
    const shrunk = shrinkScenario(
      { ...withFaults(...faults), links: { ...small.links, loss: 0.1, latency: 50 } },
      {
        fails(candidate) {
          tries += 1;
          return (
            candidate.faults.some((f) => f.kind === 'clock' && f.peer === 'peer1.Org2') &&
            candidate.links.loss > 0
          );
        },
      },
    );
    expect(shrunk.faults).toEqual([{ kind: 'clock', at: 6_000, peer: 'peer1.Org2', by: 10 }]);
    expect(shrunk.organisations).toEqual([organisation('Org2', 2)]);
    expect(shrunk.links).toEqual({ ...small.links, loss: 0.1 });
    expect(shrunk.blocks).toEqual([]);
    expect(shrunk.channels).toEqual([]);
    expect(shrunk.duration).toBeLessThanOrEqual(8_000);
    expect(problemsOf(shrunk)).toEqual([]);
    expect(tries).toBeLessThan(200);
  });
});

describe('what may come about', () => {
  it('LINK-I4, MEMB-I7, PUSH-I3, PULL-I6, XFER-I6, ELEC-I6, SYS-I4: does, in a network in which much happens', () => {
    const run = runScenario(
      scenarioOf({
        duration: 150_000,
        organisations: [organisation('Org1', 7), organisation('Org2', 3)],
        channels: [{ name: 'ch', organisations: ['Org1', 'Org2'], without: [] }],
        blocks: [
          { channel: 'ch', from: 15_000, every: 700, count: 100, size: 50, transactions: 1 },
        ],
        links: { latency: { uniform: [1, 60] }, reordering: 0.2 },
        parameters: {
          aliveExpirationTimeout: 8_000,
          reconnectInterval: 4_000,
          aliveTimeInterval: 2_000,
          leaderAliveThreshold: 3_000,
          startupGracePeriod: 3_000,
        },
        faults: [
          { kind: 'loss', at: 20_000, until: 60_000, share: 0.15 },
          {
            kind: 'partition',
            at: 25_000,
            until: 45_000,
            sides: [
              ['peer0.Org1', 'peer1.Org1'],
              ['peer2.Org1', 'peer3.Org1', 'peer4.Org1'],
            ],
            oneWay: false,
          },
          { kind: 'crash', at: 50_000, until: 60_000, peer: 'peer0.Org1', keeps: 'nothing' },
          { kind: 'crash', at: 52_000, until: 53_000, peer: 'peer5.Org1', keeps: 'everything' },
          {
            kind: 'byzantine',
            at: 30_000,
            until: 80_000,
            peer: 'peer6.Org1',
            does: ['forge'],
            rate: 20,
          },
        ],
      }),
    );
    expect(run.breaches).toEqual([]);
    for (const id of ['LINK-I4', 'MEMB-I7', 'PUSH-I3', 'PULL-I6', 'XFER-I6', 'ELEC-I6', 'SYS-I4'])
      expect(run.reached).toContain(id);
  });
});
