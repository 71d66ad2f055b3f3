/** What people type, and the list of what is in flight. */
import { describe, expect, it } from 'vitest';
import { endOf, isLost, messagesAt } from '../../studio/hands/message-lists.js';
import { parseNumber, parseWait } from '../../studio/hands/values.js';
import { countFlights, sayFlights } from '../../studio/network/in-flight.js';
import {
  countAt,
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
  const at = (ms: number, max = 10, leastMs = 0) => {
    const { underWay, drawn, ended } = messagesAt(recording, ms, () => true, leastMs, max);
    return leastMs === 0 ? { underWay, ended } : { underWay, drawn, ended };
  };

  it('are under way until they arrive or are lost', () => {
    expect(at(9)).toEqual({ underWay: [], ended: [] });
    expect(at(12)).toEqual({ underWay: [quick, lost, slow], ended: [] });
    expect(at(14)).toEqual({ underWay: [lost, slow], ended: [quick] });
    expect(at(15)).toEqual({ underWay: [slow], ended: [quick, lost] });
    expect(at(40)).toEqual({ underWay: [], ended: [quick, lost, slow] });
    expect(at(99).underWay).toEqual([never]);
  });
  it('are told apart by whether the network still draws them', () => {
    expect(at(15, 10, 4)).toEqual({ underWay: [slow], drawn: [quick], ended: [lost] });
    expect(at(15, 10, 5)).toEqual({ underWay: [slow], drawn: [quick, lost], ended: [] });
    const count = (ms: number, leastMs: number, isHidden = (_: number) => false) =>
      countFlights(recording, ms, countAt(recording, ms), leastMs, isHidden);
    // As many as the lists have, and the words say the same.
    expect(count(15, 5)).toEqual({ drawn: 3, underWay: 1 });
    expect(count(15, 4)).toEqual({ drawn: 2, underWay: 1 });
    expect(count(41, 500, (i) => i === slow)).toEqual({ drawn: 2, underWay: 0 });
    expect(sayFlights(count(15, 5))).toBe('3 drawn: 1 under way, 2 arrived or lost just now');
    expect(sayFlights(count(11, 5))).toBe('2 drawn, under way');
    expect(sayFlights(count(9, 5))).toBe('no message drawn');
  });
  it('are as many as are asked for, the newest, and those alone that are meant', () => {
    expect(at(40, 2).ended).toEqual([quick, lost]);
    expect(messagesAt(recording, 40, (i) => recording.a[i] === 1, 0, 9).ended).toEqual([quick]);
  });
  it('end when they are there or lost, or never', () => {
    expect([slow, lost, never].map((i) => endOf(recording, i))).toEqual([40, 15, Infinity]);
    expect([slow, lost, never].map((i) => isLost(recording, i))).toEqual([false, true, false]);
  });
});
