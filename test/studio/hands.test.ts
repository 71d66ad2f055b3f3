/** What people type, and the list of what is in flight. */
import { describe, expect, it } from 'vitest';
import { endOf, isLost, messagesAt } from '../../studio/hands/message-lists.js';
import { parseNumber, parseWait } from '../../studio/hands/values.js';
import {
  createRecording,
  DROPPED,
  note,
  RECEIVED,
  SENT,
  STEP,
} from '../../studio/run/recording.js';

describe('fields', () => {
  it.each([
    ['250', 250],
    ['250ms', 250],
    [' 4 s ', 4_000],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['2min', 120_000],
    ['1h', 3_600_000],
  ])('"%s" is a wait', (text, ms) => expect(parseWait(text)).toBe(ms));
  it.each(['', 's', '-1s', '4 sec', '1,5s', 'soon', '1e3'])('"%s" is none', (text) =>
    expect(parseWait(text)).toBeUndefined(),
  );
  it('numbers are finite and not negative', () => {
    expect(['3', ' 0.5 ', '0'].map(parseNumber)).toEqual([3, 0.5, 0]);
    expect(['', ' ', '-1', 'x', 'Infinity'].map(parseNumber)).toEqual(Array(5).fill(undefined));
  });
});

describe('messages around an instant', () => {
  const recording = createRecording();
  const slow = note(recording, 10, SENT, 0, 1, 0, -1);
  const lost = note(recording, 11, SENT, 0, 1, 0, -1);
  const quick = note(recording, 12, SENT, 1, 0, 0, -1);
  note(recording, 13, RECEIVED, 1, 0, quick);
  note(recording, 14, STEP, 0, 0, 0);
  note(recording, 15, DROPPED, 0, 1, lost);
  note(recording, 40, RECEIVED, 0, 1, slow);
  const never = note(recording, 50, SENT, 1, 0, 0, -1);
  const at = (ms: number, max = 10) => messagesAt(recording, ms, () => true, max);

  it('are under way until they arrive or are lost', () => {
    expect(at(9)).toEqual({ underWay: [], ended: [] });
    expect(at(12)).toEqual({ underWay: [quick, lost, slow], ended: [] });
    expect(at(14)).toEqual({ underWay: [lost, slow], ended: [quick] });
    expect(at(15)).toEqual({ underWay: [slow], ended: [quick, lost] });
    expect(at(40)).toEqual({ underWay: [], ended: [quick, lost, slow] });
    expect(at(99).underWay).toEqual([never]);
  });
  it('are as many as are asked for, the newest, and those alone that are meant', () => {
    expect(at(40, 2).ended).toEqual([quick, lost]);
    expect(messagesAt(recording, 40, (i) => recording.a[i] === 1, 9).ended).toEqual([quick]);
  });
  it('end when they are there or lost, or never', () => {
    expect([slow, lost, never].map((i) => endOf(recording, i))).toEqual([40, 15, Infinity]);
    expect([slow, lost, never].map((i) => isLost(recording, i))).toEqual([false, true, false]);
  });
});
