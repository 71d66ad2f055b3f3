/** Where messages stand on the network picture, and which of them a pointer means. */
import { describe, expect, it } from 'vitest';
import { flightAt, flightLine, type Seen } from '../../studio/network/flight-spot.js';
import { layoutOf } from '../../studio/network/layout.js';
import { createRecording, note, RECEIVED, SENT } from '../../studio/run/recording.js';

const cast = {
  organisations: ['Org1'],
  peers: [0, 1, 2].map((n) => ({ name: `peer${n}.Org1`, organisation: 0, pki: '' })),
  channels: [],
};
const layout = layoutOf(cast, 800, 500);
const recording = createRecording();
recording.strings.push('aliveMsg', 'hello');
const there = note(recording, 100, SENT, 0, 1, 0, -1);
const back = note(recording, 100, SENT, 1, 0, 1, -1);
note(recording, 110, RECEIVED, 0, 1, there);
note(recording, 110, RECEIVED, 1, 0, back);
const seen: Seen = {
  layout,
  recording,
  nowMs: 105,
  count: 2,
  leastMs: 10,
  isStill: false,
  isHidden: () => false,
};
const placeOf = (from: number, to: number, isStill = false) => {
  const line = flightLine(layout, { index: 0, from, to, progress: 0.5, isLost: false }, isStill);
  return line.at(line.progress);
};

describe('a pointer on the network', () => {
  it('means the message below it: there and back are two lanes', () => {
    const [one, other] = [placeOf(0, 1), placeOf(1, 0)];
    expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(8);
    expect(flightAt(seen, one.x, one.y)).toBe(there);
    expect(flightAt(seen, other.x + 2, other.y)).toBe(back);
  });
  it('means none where none is drawn: beside, later, before, or left out', () => {
    const { x, y } = placeOf(0, 1);
    expect(flightAt(seen, x + 40, y + 40)).toBe(-1);
    expect(flightAt({ ...seen, nowMs: 200, count: 4 }, x, y)).toBe(-1);
    expect(flightAt({ ...seen, nowMs: 99, count: 0 }, x, y)).toBe(-1);
    expect(flightAt({ ...seen, isHidden: (i) => i === there }, x, y)).toBe(-1);
  });
  it('means the line that stands still where motion is not wanted', () => {
    const { x, y } = placeOf(0, 1, true);
    expect(flightAt(seen, x, y)).toBe(-1);
    expect(flightAt({ ...seen, isStill: true }, x, y)).toBe(there);
  });
});
