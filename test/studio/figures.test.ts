/** Figures of a recording, and the curve that is computed beside them. */
import { describe, expect, it } from 'vitest';
import { pushHopMs, trafficOf } from '../../studio/figures/figures.js';
import { pushCurve, shareAt } from '../../studio/figures/push-curve.js';
import { sayBytes } from '../../studio/figures/say-bytes.js';
import { viewsOf } from '../../studio/figures/views.js';
import { FAMILIES } from '../../studio/network/families.js';
import { BLOCK, createRecording, LIFE, note, SENT, STEP } from '../../studio/run/recording.js';
import { createStudioRun } from '../../studio/run/studio-run.js';
import { classroom } from '../support/studio-scenario.js';

describe('the curve of push', () => {
  it('ends where the known equation says, in a large organisation', () => {
    // s = e^(-f(1-s)): for fanout 2 a fifth is missed, for 3 some 6 %.
    expect(pushCurve([20_000], 2).at(-1)).toBeCloseTo(0.797, 2);
    expect(pushCurve([20_000], 3).at(-1)).toBeCloseTo(0.941, 2);
  });
  it('begins with the leader, never falls, and is all after a hop where everybody is chosen', () => {
    const curve = pushCurve([100], 3);
    expect(curve[0]).toBe(0.01);
    expect(curve[1]).toBeCloseTo(0.04, 6);
    expect(curve.every((share, i) => i === 0 || share >= curve[i - 1]!)).toBe(true);
    expect(pushCurve([4], 3)).toEqual([0.25, 1]);
    expect(pushCurve([1], 3)).toEqual([1]);
  });
  it('is each organisation by itself', () => {
    expect(pushCurve([4, 4], 3)).toEqual([0.25, 1]);
    expect(pushCurve([4, 1, 0], 3)).toEqual([0.4, 1]);
    expect(pushCurve([], 3)).toEqual([]);
  });
  it('is drawn from hop to hop', () => {
    expect([0, 5, 10, 15, 99].map((ms) => shareAt([0.2, 0.6, 1], 10, ms))).toEqual([
      0.2, 0.4, 0.6, 0.8, 1,
    ]);
  });
});

it('a hop is as long as from who pushed to who got it', () => {
  const recording = createRecording();
  const source = (sender: number) => 8 * (sender + 1);
  note(recording, 0, BLOCK, 0, 0, 7, 3);
  note(recording, 10, BLOCK, 1, 0, 7, source(0));
  note(recording, 40, BLOCK, 2, 0, 7, source(1));
  note(recording, 50, BLOCK, 2, 0, 7, source(0));
  // Pulled, of another channel, of somebody who did not have it.
  note(recording, 90, BLOCK, 3, 0, 7, source(0) + 1);
  note(recording, 90, BLOCK, 3, 1, 7, source(0));
  expect(pushHopMs(recording, 0, recording.length)).toBe(20);
  expect(pushHopMs(recording, 2, recording.length)).toBeUndefined();
});

describe('views', () => {
  it('count living members of peers that run, least, mean and most', () => {
    const recording = createRecording();
    recording.strings.push(
      'q',
      'member\tR1\te\tunknown\talive',
      'member\tR5\te\talive\tdead',
      'link\tR1\te\tx\talive',
    );
    for (const peer of [0, 1, 2]) note(recording, 0, LIFE, peer, 1);
    note(recording, 10, STEP, 0, 0, 1, 1);
    note(recording, 10, STEP, 0, 0, 3, 1);
    note(recording, 10, STEP, 1, 0, 1, 1);
    note(recording, 30, STEP, 0, 0, 2, 0);
    note(recording, 50, LIFE, 2, 0);
    const views = viewsOf(recording, 3, recording.length, 60, 3);
    expect(views).toEqual([
      { least: 0, mean: 0, most: 0, running: 3 },
      { least: 0, mean: 2 / 3, most: 1, running: 3 },
      { least: 0, mean: 1 / 3, most: 1, running: 3 },
      { least: 0, mean: 0.5, most: 1, running: 2 },
    ]);
  });
  it('of a run without faults come together: everybody knows everybody else', () => {
    const run = createStudioRun(classroom);
    while (run.advance(10_000));
    const { recording, cast } = run;
    const last = viewsOf(recording, cast.peers.length, recording.length, run.atMs, 60).at(-1);
    expect(last).toEqual({ least: 3, mean: 3, most: 3, running: 4 });
    const traffic = trafficOf(recording, recording.length);
    const sent = [...recording.kind].filter((kind) => kind === SENT).length;
    expect(traffic.reduce((sum, { messages }) => sum + messages, 0)).toBe(sent);
    expect(traffic.filter(({ messages, bytes }) => messages > 0 && bytes < 20 * messages)).toEqual(
      [],
    );
    const blocks = traffic[FAMILIES.findIndex(({ name }) => name === 'blocks')]!;
    expect(blocks.bytes / blocks.messages).toBeGreaterThan(1_000);
  });
});

it('sizes are told in words', () => {
  expect([0, 999, 1_000, 12_345, 3_456_789].map(sayBytes)).toEqual([
    '0 B',
    '999 B',
    '1 KB',
    '12 KB',
    '3.5 MB',
  ]);
});
