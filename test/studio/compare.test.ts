/** Two runs side by side: the first instant at which they differ, and what one of them alone has. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/simulator/scenario/scenario.js';
import { compareRuns } from '../../studio/compare/first-difference.js';
import { markDifferences } from '../../studio/compare/only-in-one.js';
import { peerRows } from '../../studio/compare/peer-rows.js';
import { changesBetween, isSameOtherwise } from '../../studio/compare/scenario-changes.js';
import { createTally } from '../../studio/compare/tally.js';
import { turningPoints } from '../../studio/compare/turning-points.js';
import { type Deed, withDeed } from '../../studio/hands/deeds.js';
import { BREACH, countAt, FAULT, LIFE, SENT } from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import { createPeerMachines } from '../../studio/time/peer-machines.js';
import { createTimeline } from '../../studio/time/scene.js';
import { classroom } from '../support/studio-scenario.js';

const recorded = (scenario: Scenario, slice = 50_000) => {
  const run = createStudioRun(scenario);
  while (run.advance(slice));
  const { cast, recording } = run;
  return {
    cast,
    recording,
    scenario: run.scenario,
    durationMs: scenario.duration,
    timeline: createTimeline(recording, cast, run.scenario.faults.length),
    machines: createPeerMachines(recording),
  };
};
const AT_MS = 42_001;
const kill: Deed = { do: 'kill', peer: 'peer0.Org1' };
const plain = recorded(classroom);
const forked = recorded(withDeed(classroom, kill, AT_MS));
const differenceOf = (here: typeof plain, there: typeof plain) =>
  compareRuns(here, there).advance(Number.POSITIVE_INFINITY, true);

describe('the first difference', () => {
  it('is none between a run and itself, however it was sliced', () => {
    expect(differenceOf(plain, recorded(classroom, 777))).toBeUndefined();
  });
  it('of a fork is what was done, at its instant, told for each run', () => {
    const found = differenceOf(forked, plain)!;
    expect(found.atMs).toBe(AT_MS);
    const { kind, a, b } = forked.recording;
    // What the peer was leaves with it.
    const death = Array.from(kind.keys()).find((i) => i >= found.here && kind[i] === LIFE)!;
    expect([forked.cast.peers[a[death]!]!.name, b[death]]).toEqual(['peer0.Org1', 0]);
    expect(plain.recording.at[found.there]).toBeGreaterThanOrEqual(AT_MS);
    expect(differenceOf(plain, forked)).toEqual({ ...found, here: found.there, there: found.here });
  });
  it('is found while the runs are still recorded, and not before there is one', () => {
    const comparison = compareRuns(forked, plain);
    for (const ms of [10_000, 30_000, AT_MS - 1])
      expect(comparison.advance(ms, false)).toBe(undefined);
    expect(comparison.advance(60_000, false)?.atMs).toBe(AT_MS);
  });
  it('is the end of the shorter run, once both are over', () => {
    const shorter = recorded({ ...classroom, duration: 60_000 });
    expect(compareRuns(plain, shorter).advance(90_000, false)).toBeUndefined();
    const found = differenceOf(plain, shorter)!;
    expect(found.there).toBe(-1);
    expect(found.atMs).toBeGreaterThanOrEqual(60_000);
  });
  it('compares names and texts, whatever their numbers are', () => {
    // A newcomer has the last number; another organisation before would shift all of them.
    const more = recorded(
      withDeed(classroom, { do: 'come', organisation: 'Org1', channels: [] }, AT_MS),
    );
    expect(more.cast.peers).toHaveLength(5);
    expect(differenceOf(more, plain)!.atMs).toBe(AT_MS);
    const strings = [...plain.recording.strings].reverse();
    const turn = (number: number) => strings.length - 1 - number;
    const kinds = plain.recording.kind;
    const textual: Readonly<Record<number, readonly ('b' | 'c' | 'd')[]>> = {
      1: ['c'],
      3: ['d'],
      4: ['b', 'c'],
      5: ['b'],
      7: ['d'],
      10: ['c'],
      11: ['b', 'c'],
    };
    const columns = {
      b: plain.recording.b.slice(),
      c: plain.recording.c.slice(),
      d: plain.recording.d.slice(),
    };
    for (let i = 0; i < plain.recording.length; i++)
      for (const name of textual[kinds[i]!] ?? []) columns[name][i] = turn(columns[name][i]!);
    const renumbered = { ...plain, recording: { ...plain.recording, ...columns, strings } };
    expect(differenceOf(plain, renumbered)).toBeUndefined();
  });
  it('of another seed is at the beginning', () => {
    expect(differenceOf(recorded({ ...classroom, seed: 8 }), plain)!.atMs).toBeLessThan(5_000);
  });
  it('leaves aside what the studio notes for itself', () => {
    const { kind } = forked.recording;
    const fault = Array.from(kind.keys()).find((i) => kind[i] === FAULT)!;
    expect(differenceOf(forked, plain)!.here).not.toBe(fault);
    expect(kind[differenceOf(forked, plain)!.here]).not.toBe(BREACH);
  });
});

describe('what one of them alone has', () => {
  it('is said of the scenarios', () => {
    const other = { ...withDeed(classroom, kill, AT_MS), seed: 8 };
    expect(changesBetween(other, classroom)).toEqual([
      { what: 'seed', here: '8', there: '7' },
      { what: 'fault', here: 'peer0.Org1 is dead, 42.001 s to 1:30.000', there: '' },
    ]);
    expect(changesBetween(classroom, classroom)).toEqual([]);
  });
  it('is said of every peer at an instant', () => {
    const at = (ms: number) => peerRows(forked, plain, ms).filter(({ isSame }) => !isSame);
    expect(at(42_000)).toEqual([]);
    const [first] = at(43_000);
    expect(first).toMatchObject({ name: 'peer0.Org1', here: expect.stringMatching(/^dead/) });
    expect(first!.there).toMatch(/^runs, ch1 \d+ [0-9a-f]{4}/);
  });
  it('names who lives and leads, in the order of time', () => {
    const points = turningPoints(forked, plain, 90_000, 40);
    expect(points[0]).toMatchObject({ atMs: AT_MS, only: 'here' });
    expect(points.map(({ atMs }) => atMs)).toEqual(
      points.map(({ atMs }) => atMs).sort((a, b) => a - b),
    );
    expect(turningPoints(forked, plain, AT_MS - 1, 40)).toEqual([]);
    expect(turningPoints(plain, plain, 90_000, 40)).toEqual([]);
  });
  it('is marked message by message, as often as one has more of them', () => {
    const line = (sentMs: number, index: number) => ({
      index,
      from: 0,
      to: 1,
      sentMs,
      endMs: sentMs + 1,
      isLost: false,
      family: 0,
    });
    const key = ({ sentMs }: { sentMs: number }) => String(sentMs);
    const marked = markDifferences(
      [line(1, 10), line(1, 11), line(2, 12)],
      [line(1, 20), line(3, 21)],
      key,
      key,
    );
    expect(marked.map(({ index, only }) => [index, only])).toEqual([
      [10, undefined],
      [11, 'here'],
      [12, 'here'],
      [21, 'there'],
    ]);
  });
});

describe('figures up to an instant', () => {
  it('are the same by going forward, back, and at once', () => {
    const tally = createTally(plain.recording);
    const at = (ms: number) => structuredClone(tally(countAt(plain.recording, ms)));
    const [early, late] = [at(40_000), at(80_000)];
    expect(at(40_000)).toEqual(early);
    expect(at(80_000)).toEqual(late);
    const end = countAt(plain.recording, 80_000);
    const sent = plain.recording.kind.subarray(0, end).filter((kind) => kind === SENT).length;
    expect(late.sent).toBe(sent);
    expect(late.byFamily.reduce((sum, one) => sum + one, 0)).toBe(sent);
    expect(late.commits).toBe(20);
    expect(early.commits).toBeLessThan(20);
  });
});

describe('two runs of the same scenario otherwise', () => {
  it('are forks, those with another seed, and the run itself', () => {
    const submit: Deed = { do: 'submit', channel: 'ch1', bytes: 100 };
    for (const other of [
      classroom,
      { ...classroom, seed: 8 },
      withDeed(classroom, kill, AT_MS),
      withDeed(withDeed(classroom, submit, AT_MS), { do: 'heal' }, AT_MS + 1),
    ]) {
      expect(isSameOtherwise(classroom, other)).toBe(true);
      expect(isSameOtherwise(other, classroom)).toBe(true);
    }
  });
  it('are not those of another network, with other parameters or for another time', () => {
    for (const other of [
      { ...classroom, name: 'lesson 1' },
      { ...classroom, duration: 60_000 },
      { ...classroom, parameters: { fanOut: 1 } },
      { ...classroom, organisations: classroom.organisations.slice(1) },
    ] as Scenario[])
      expect(isSameOtherwise(classroom, other)).toBe(false);
  });
});
