/** A drawn path of every model of peers: told as a trace, it is explained from the first line to the last. */
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/checker/models/registry.js';
import type { PathStep } from '../../../src/checker/path.js';
import type { PeerModel } from '../../../src/checker/peers/peer-model.js';
import { linesOfPath } from '../../../src/checker/told/path-lines.js';
import { sameVector, visitSteps } from '../../../src/checker/told/schedule.js';
import { judgeTrace } from '../../../src/checker/validate/judge-trace.js';

const STEPS = 12;

/** Steps that change something, drawn by a small generator. */
function drawnPath(model: PeerModel): PathStep[] {
  let seed = 7;
  let state: Int32Array = model.initial[0]!.slice();
  const path: PathStep[] = [{ label: '', state: state.slice() }];
  while (path.length <= STEPS) {
    const steps: PathStep[] = [];
    visitSteps(model, state, (_, next) => {
      const step = { label: model.label(), state: next.slice(), traces: model.traces!() };
      if (!sameVector(state, next)) steps.push(step);
    });
    if (steps.length === 0) break;
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const drawn = steps[seed % steps.length]!;
    path.push(drawn);
    state = drawn.state.slice();
  }
  return path;
}

const made = models.map(({ name, sized, make }) => ({ name, model: make(sized?.default ?? 0) }));
const ofPeers = made.filter(({ model }) => 'view' in model);

describe('a drawn path', () => {
  it.each(ofPeers)('CHEK-98, CHEK-90: of $name is explained', ({ model }) => {
    const path = drawnPath(model as PeerModel);
    expect(path.length).toBeGreaterThan(3);
    const judge = judgeTrace(() => ({ verdicts: [] }));
    for (const [index, line] of linesOfPath(model as PeerModel, path).entries())
      expect(judge.judge(line, index + 1)).toBeUndefined();
    expect(judge.summary.rows.size).toBeGreaterThan(1);
  });
});
