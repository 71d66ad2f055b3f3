/** How a source begins that was opened: at which speed, with which machine. */
import { describe, expect, it } from 'vitest';
import { createRecording, note, SENT, STEP } from '../../studio/run/recording.js';
import { lastToStep } from '../../studio/time/peer-machines.js';
import { fittingSpeed } from '../../studio/time/speeds.js';

describe('a source that is opened', () => {
  it.each([
    [0, 0.001],
    [8, 0.001],
    [120, 0.01],
    [1_000, 0.1],
    [10_000, 1],
    [25_000, 2],
    [100_000, 10],
    [3_600_000, 30],
  ])('of %i ms is played so that it lasts some ten seconds', (durationMs, speed) =>
    expect(fittingSpeed(durationMs)).toBe(speed),
  );
  it('begins with the machine that made the last step by then, or else the first', () => {
    const recording = createRecording();
    note(recording, 1, SENT, 0, 1, 0, -1);
    expect(lastToStep(recording, 9)).toBeUndefined();
    for (const [i, machine] of ['member', 'link-acceptor', 'election'].entries()) {
      const step = recording.strings.push(`${machine}\tROW\tevent\ta\tb`) - 1;
      note(recording, 10 * (i + 1), STEP, 0, step, step, 1);
    }
    const found = [0, 10, 25, 99].map((ms) => lastToStep(recording, ms));
    expect(found).toEqual(['member', 'member', 'link-acceptor', 'election']);
  });
});
