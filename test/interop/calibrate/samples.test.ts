/** The rule by which sights become samples, on a cycle written by hand and on a seeded simulation. */
import { describe, expect, it } from 'vitest';
import { machineOf } from '../../../interop/fabric/calibrate/machine.js';
import { type Measure, measures, samplesOf } from '../../../interop/fabric/calibrate/samples.js';
import { type Cycle, scriptOf, victimsOf } from '../../../interop/fabric/calibrate/script.js';
import { peerNames } from '../../../interop/fabric/calibrate/settings.js';
import { leadersOf, type Sight } from '../../../interop/fabric/calibrate/sights.js';
import { playSimulated } from '../../../interop/fabric/calibrate/simulated-network.js';

const cycle: Cycle = {
  killAtMs: 100,
  other: 0,
  missedAtMs: [500],
  restartAtMs: 1_000,
  blocksAtMs: [3_000],
  endMs: 5_000,
};
const ordered = [
  { number: 7, atMs: 505 },
  { number: 8, atMs: 3_004 },
];
const survivors = peerNames.filter((name) => name !== 'peer1' && name !== 'peer2');
const sights: Sight[] = [
  { atMs: -50, peer: 'peer1', what: 'leads' },
  { atMs: 100, peer: 'peer1', what: 'killed' },
  { atMs: 101, peer: 'peer2', what: 'killed' },
  ...survivors.flatMap((peer, i): Sight[] => [
    { atMs: 150 + i, peer, what: 'dead', of: 'peer1' },
    { atMs: 161 + i, peer, what: 'dead', of: 'peer2' },
  ]),
  // A message on its way makes it alive once more.
  { atMs: 200, peer: 'peer0', what: 'alive', of: 'peer1' },
  { atMs: 300, peer: 'peer0', what: 'dead', of: 'peer1' },
  { atMs: 200, peer: 'peer3', what: 'alive', of: 'peer2' },
  { atMs: 900, peer: 'peer4', what: 'leads' },
  { atMs: 1_200, peer: 'peer1', what: 'started' },
  { atMs: 1_230, peer: 'peer1', what: 'joined' },
  { atMs: 1_290, peer: 'peer0', what: 'alive', of: 'peer1' },
  { atMs: 2_030, peer: 'peer1', what: 'committed', number: 7 },
  ...peerNames.map((peer, i): Sight => ({ atMs: 3_010 + 10 * i, peer, what: 'handed', number: 8 })),
];
const of = (measure: Measure, seen: readonly Sight[] = sights) =>
  samplesOf([cycle], seen, ordered)
    .filter((sample) => sample.measure === measure)
    .map(({ ms }) => ms);

describe('samples of a cycle', () => {
  it('count a death at each survivor, first, and for good', () => {
    expect(of('death').slice(0, 6)).toEqual([50, 51, 52, 53, 54, 55]);
    expect(of('death')).toHaveLength(12);
    expect(of('death for good')[0]).toBe(200);
    // peer3 has taken peer2 for alive again, and not for dead any more.
    expect(of('death for good')[7]).toBeUndefined();
  });
  it('count failover if the only leader was killed', () => {
    expect(of('failover')).toEqual([800]);
    const two: Sight = { atMs: -40, peer: 'peer5', what: 'leads' };
    expect(of('failover', [...sights, two])).toEqual([]);
  });
  it('count a join at those who had taken it for dead, from the start of gossip', () => {
    expect(of('join')).toEqual([90, ...survivors.slice(1).map(() => undefined)]);
    const later: Sight = { atMs: 1_250, peer: 'peer6', what: 'alive', of: 'peer1' };
    expect(of('join', [...sights, later])).toContain(50);
    expect(of('first contact', [...sights, later])).toEqual([50]);
  });
  it('count catch-up to the last block missed, from joining the channel', () => {
    expect(of('catch-up')).toEqual([800]);
  });
  it('tell how a returned peer comes to its first block: by its own election, or by transfer', () => {
    const first = (peer: string, what: 'leads' | 'handed', atMs: number) =>
      ({ atMs, peer, what, ...(what === 'handed' && { number: 7 }) }) as Sight;
    const led = [...sights, first('peer1', 'leads', 1_830), first('peer1', 'handed', 1_900)];
    expect(of('own election', led)).toEqual([600]);
    expect(of('first transfer', led)).toEqual([]);
    const asked = [...sights, first('peer1', 'handed', 1_900), first('peer1', 'leads', 1_930)];
    expect(of('own election', asked)).toEqual([]);
    expect(of('first transfer', asked)).toEqual([670]);
  });
  it('count the way of a block to each and to all', () => {
    expect(of('reach')).toEqual([6, 16, 26, 36, 46, 56, 66, 76]);
    expect(of('reach all')).toEqual([76]);
  });
  it('know what did not come about', () => {
    const without = sights.filter(({ peer, what }) => !(peer === 'peer7' && what === 'handed'));
    expect(of('reach', without).at(-1)).toBeUndefined();
    expect(of('reach all', without)).toEqual([undefined]);
  });
});

describe('the machine', () => {
  it('is read off restarts and commits since the first cycle began', () => {
    const machine = machineOf(
      [
        { atMs: -90, peer: 'peer1', what: 'spawned' },
        { atMs: -10, peer: 'peer1', what: 'started' },
        { atMs: 1_000, peer: 'peer1', what: 'spawned' },
        { atMs: 1_400, peer: 'peer1', what: 'started' },
        { atMs: 1_420, peer: 'peer1', what: 'joined' },
        { atMs: 1_433, peer: 'peer1', what: 'alive', of: 'peer0' },
        { atMs: 1_434, peer: 'peer1', what: 'alive', of: 'peer2' },
        { atMs: 1_500, peer: 'peer1', what: 'handed', number: 3 },
        { atMs: 1_507, peer: 'peer1', what: 'committed', number: 3 },
        { atMs: 1_540, peer: 'peer2', what: 'handed', number: 3 },
        { atMs: 1_549, peer: 'peer2', what: 'committed', number: 3 },
      ],
      [{ number: 3, atMs: 1_497 }],
    );
    expect(machine).toEqual({
      startUpMs: [400],
      joinMs: [20],
      commitMs: 8,
      latencyMs: 3,
    });
  });
});

describe('the script', () => {
  it('is the same for a seed, and another for another', () => {
    expect(scriptOf(3, 5)).toEqual(scriptOf(3, 5));
    expect(scriptOf(3, 5)).not.toEqual(scriptOf(3, 6));
  });
  it('keeps its order, and every cycle within its time', () => {
    for (const { killAtMs, missedAtMs, restartAtMs, blocksAtMs, endMs } of scriptOf(50, 1)) {
      const instants = [killAtMs, ...missedAtMs, restartAtMs, ...blocksAtMs, endMs];
      expect(instants).toEqual([...instants].sort((a, b) => a - b));
    }
  });
  it('kills the leader and one who does not lead', () => {
    expect(victimsOf(cycle, ['a', 'c', 'b'], 'c')).toEqual(['c', 'a']);
    expect(victimsOf({ ...cycle, other: 3 }, ['a', 'c', 'b'], 'c')).toEqual(['c', 'b']);
    expect(victimsOf(cycle, ['a', 'b'], undefined)).toEqual(['a']);
  });
  it('takes who began to lead last for the leader', () => {
    const lead = (what: Sight['what'], peer: string) => ({ atMs: 0, what, peer }) as Sight;
    expect(leadersOf([lead('leads', 'a'), lead('leads', 'b')])).toEqual(['a', 'b']);
    expect(leadersOf([lead('leads', 'a'), lead('leads', 'b'), lead('killed', 'b')])).toEqual(['a']);
    expect(leadersOf([lead('leads', 'a'), lead('follows', 'a')])).toEqual([]);
  });
});

describe('the simulated side', () => {
  const play = (ticks: boolean) => {
    const cycles = scriptOf(1, 1);
    const machine = {
      startUpMs: [300],
      joinMs: [20],
      commitMs: 8,
      latencyMs: 1,
    };
    const seen = playSimulated({ cycles, machine, profile: 'fabric-3.1', seed: 1, ticks });
    return { ...seen, samples: samplesOf(cycles, seen.sights, seen.ordered) };
  };
  const full = play(false);
  const ticking = play(true);
  const count = (measure: Measure) =>
    full.samples.filter((s) => s.measure === measure && s.ms !== undefined).length;

  it('gives every sample that a cycle has', () => {
    const all = ['death', 'death for good', 'failover', 'join', 'catch-up', 'reach', 'reach all'];
    expect((all as Measure[]).map(count)).toEqual([12, 12, 1, 12, 2, 24, 3]);
    expect(count('own election') + count('first transfer')).toBe(2);
    expect(Object.keys(measures)).toHaveLength(10);
  });
  it('gives the same for the same seed', () => {
    expect(play(false).sights).toEqual(full.sights);
  }, 60_000);
  it('hands a block over when it is next, and commits it so long afterwards', () => {
    const handed = full.sights.filter(({ what }) => what === 'handed');
    expect(handed.length).toBeGreaterThan(100);
    for (const { peer, atMs, number } of handed as Extract<Sight, { number: number }>[]) {
      const commitOf = (wanted: number) =>
        full.sights.find((s) => s.what === 'committed' && s.peer === peer && s.number === wanted);
      expect(commitOf(number)!.atMs - atMs).toBe(8);
      expect(number === 1 || commitOf(number - 1)!.atMs <= atMs).toBe(true);
    }
  });
  it('PUSH-1: flushes sooner where a clock ticks than where a burst waits its full time', () => {
    const mean = ({ samples }: typeof full) => {
      const values = samples.flatMap(({ measure, ms }) =>
        measure === 'reach' && ms !== undefined && ms < 100 ? [ms] : [],
      );
      return values.reduce((sum, ms) => sum + ms, 0) / values.length;
    };
    expect(mean(ticking)).toBeLessThan(mean(full));
  });
});
