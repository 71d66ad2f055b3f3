/** Rates of messages, and what the parameters make them. */
import { describe, expect, it } from 'vitest';
import { type Scenario, scenarioOf } from '../../src/simulator/scenario/scenario.js';
import { expectedRate } from '../../studio/figures/expected-rate.js';
import { kindsSent, ratesOf, runningAt } from '../../studio/figures/rates.js';
import { createRecording, LIFE, note, SENT } from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import { classroom } from '../support/studio-scenario.js';

it('counts the kind that is asked for in the ten seconds before', () => {
  const recording = createRecording();
  recording.strings.push('hello', 'aliveMsg');
  for (let ms = 500; ms < 20_000; ms += 500) note(recording, ms, SENT, 0, 1, 1, -1);
  note(recording, 20_000, SENT, 0, 1, 0, -1);
  expect(ratesOf(recording, 'aliveMsg', recording.length, 40_000, 4)).toEqual([0, 2, 1.9, 0, 0]);
  expect(ratesOf(recording, 'hello', recording.length, 40_000, 4)).toEqual([0, 0, 0.1, 0, 0]);
  expect(ratesOf(recording, 'conn', recording.length, 40_000, 4)).toEqual([0, 0, 0, 0, 0]);
  expect(kindsSent(recording, recording.length)).toEqual(['aliveMsg', 'hello']);
});
it('knows who runs', () => {
  const recording = createRecording();
  note(recording, 1_000, LIFE, 1, 1);
  note(recording, 3_000, LIFE, 0, 1);
  note(recording, 5_000, LIFE, 1, 0);
  const runs = runningAt(recording, 2, recording.length, 6_000, 3).map((one) => [...one]);
  expect(runs).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 0],
  ]);
});

describe('what is expected', () => {
  const peers = (count: number, hidden = 0, names = ['Org1', 'Org2']) => ({
    organisations: names.map((name) => ({ name, peers: count, region: '', hidden })),
  });
  const recorded = (change: Partial<Scenario>) => {
    const scenario = scenarioOf({ ...classroom, ...change });
    const run = createStudioRun(scenario, { invariants: false });
    while (run.advance(50_000));
    return run;
  };
  const six = ['Org1', 'Org2', 'Org3', 'Org4', 'Org5', 'Org6'];
  const KINDS = ['aliveMsg', 'memReq', 'stateInfoPullReq'];
  it.each([
    ['four peers', peers(2)],
    ['twelve', peers(6)],
    [
      'twenty-four of six organisations',
      { ...peers(4, 0, six), channels: [{ ...classroom.channels[0]!, organisations: six }] },
    ],
    ['twelve that tell two', { ...peers(6), parameters: { propagatePeerNum: 2 } }],
    ['four that are in a hurry', { ...peers(2), parameters: { aliveTimeInterval: 2_000 } }],
  ])('is what %s send in the long run', (_, change) => {
    const { recording, scenario, cast } = recorded(change);
    const { length } = recording;
    const runs = runningAt(recording, cast.peers.length, length, 90_000, 9);
    for (const kind of KINDS) {
      const measured = ratesOf(recording, kind, length, 90_000, 9).slice(4);
      const mean = measured.reduce((sum, rate) => sum + rate, 0) / measured.length;
      const expected = expectedRate(kind, scenario, cast)!(runs.at(-1)!);
      expect(mean / expected, kind).toBeGreaterThan(0.96);
      expect(mean / expected, kind).toBeLessThan(1.04);
    }
  });
  it('counts those who run, and nothing of a peer alone', () => {
    const { scenario, cast } = recorded({ duration: 1_000 });
    const alive = expectedRate('aliveMsg', scenario, cast)!;
    expect(alive(Uint8Array.of(1, 1, 1, 1))).toBeCloseTo(7.2, 9);
    expect(alive(Uint8Array.of(1, 1, 0, 1))).toBeCloseTo((3 * (2 + 2)) / 5, 9);
    expect(alive(Uint8Array.of(1, 0, 0, 0))).toBe(0);
    const asks = expectedRate('stateInfoPullReq', scenario, cast)!;
    expect(asks(Uint8Array.of(1, 1, 0, 1))).toBeCloseTo((3 * 2) / 4, 9);
  });
  it('is not told where no formula holds', () => {
    const { scenario, cast } = recorded({ duration: 1_000 });
    expect(expectedRate('dataMsg', scenario, cast)).toBeUndefined();
    const hiding = { ...scenario, ...peers(2, 1) };
    expect(expectedRate('aliveMsg', hiding, cast)).toBeUndefined();
    const changed = { kind: 'parameters', at: 1, until: 2, of: [], parameters: {} } as const;
    expect(expectedRate('aliveMsg', { ...scenario, faults: [changed] }, cast)).toBeUndefined();
  });
});
