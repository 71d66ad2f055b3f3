/** A path of a model whose steps are drawn by a small generator. */
import type { Model } from '../../src/checker/model.js';
import type { PathStep } from '../../src/checker/path.js';
import { sameVector, visitSteps } from '../../src/checker/told/schedule.js';

/** Steps that change something, with such labels; fewer than `steps` where none is left. */
export function drawnPath(
  model: Model,
  {
    seed = 7,
    steps: count,
    of = /./,
  }: { readonly seed?: number; readonly steps: number; readonly of?: RegExp },
): PathStep[] {
  let drawn = seed;
  let state: Int32Array = model.initial[0]!.slice();
  const path: PathStep[] = [{ label: '', state: state.slice() }];
  while (path.length <= count) {
    const steps: PathStep[] = [];
    visitSteps(model, state, (_, next) => {
      const traces = model.traces?.() ?? [];
      if (!sameVector(state, next) && of.test(model.label()))
        steps.push({ label: model.label(), state: next.slice(), traces });
    });
    if (steps.length === 0) break;
    drawn = (Math.imul(drawn, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const step = steps[drawn % steps.length]!;
    path.push(step);
    state = step.state.slice();
  }
  return path;
}
