/** Endless runs that were played: which of them violate a property of runs, and one that the simulator's peers do. */
import { describe, expect, it } from 'vitest';
import { exploreRuns } from '../../../src/checker/liveness/runs.js';
import { silence } from '../../../src/checker/models/silence.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { violatesRun } from '../../../src/checker/played/endless.js';
import { playPath, wayOf } from '../../../src/checker/played/play-path.js';
import { scheduleOf } from '../../../src/checker/told/schedule.js';
import { drawnPath } from '../../support/drawn-path.js';

/** `h` where it holds, `a` where it has to hold some time after, `b` both. */
const along = (text: string) =>
  [...text].map((one) => ({
    holds: one === 'h' || one === 'b',
    after: one === 'a' || one === 'b',
  }));

describe('an endless run', () => {
  it.each([
    ['eventually', '...', 1, true],
    ['eventually', '.h.', 2, false],
    ['eventually-always', '..h', 2, false],
    ['eventually-always', '.h.h', 1, true],
    ['leads-to', '.a.', 2, true],
    ['leads-to', 'ah.', 2, false],
    ['leads-to', 'a.b', 2, false],
    // What holds at the beginning of the loop holds again after its end.
    ['leads-to', '.h.a.', 1, false],
    ['leads-to', '.h.a.', 2, true],
    ['leads-to', '...', 0, false],
  ] as const)('CHEK-113: %s, %s, looping from %s: violated %s', (kind, text, from, is) => {
    expect(violatesRun(kind, along(text), from)).toBe(is);
  });

  it('CHEK-113: without a loop the last state is for ever', () => {
    expect(violatesRun('eventually-always', along('.h'), undefined)).toBe(false);
    expect(violatesRun('eventually-always', along('h.'), undefined)).toBe(true);
  });

  it('CHEK-113: is violated by peers of the simulator, and is not where they have not come round', () => {
    const model = peerModel(silence());
    const exploration = exploreRuns(model);
    while (exploration.advance(1_000));
    const [{ property, run }] = exploration.judge({ fairness: 'none' }) as [any];
    const path = [...run.stem, ...run.loop];
    const way = wayOf(model, scheduleOf(model, path));
    const shown = { property: property.id, loopFrom: run.stem.length - 1 };
    const ids = (loopFrom: number) =>
      playPath(model, { ...shown, way, loopFrom }).violated.map(({ id }) => id);
    expect(ids(shown.loopFrom)).toEqual(['MEMB-I6']);
    expect(ids(0)).toEqual([]);
    // Time passes for the other one too: nobody is as before, so that the run does not go round there.
    const again = drawnPath(model, { steps: 2, of: /lets time pass/ });
    const longer = { ...shown, way: wayOf(model, scheduleOf(model, again)) };
    const idsOf = (loopFrom: number) =>
      playPath(model, { ...longer, loopFrom }).violated.map(({ id }) => id);
    expect(idsOf(1)).toEqual([]);
    expect(idsOf(2)).toEqual(['MEMB-I6']);
  });
});
