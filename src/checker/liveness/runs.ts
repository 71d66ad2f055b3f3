/** The properties of endless runs of a model: its graph, a verdict for each, and what goes wrong in steps of the model. */
import type { Model, StateVector } from '../model.js';
import type { Path, PathStep } from '../path.js';
import type { Strength } from './fair.js';
import { createGraph, type GraphExploration } from './graph.js';
import { judgeRuns, type Lasso, type Marked, type RunVerdict } from './judge.js';
import { NO_CLASS, type RunProperty } from './property.js';

export interface RunBounds {
  /** No state is expanded once there are so many. Default: no bound. */
  readonly states?: number;
}

export interface Fairly {
  /** CHEK-72, CHEK-105: how classes of steps oblige. Default weak; `none`: a run may stop anywhere. */
  readonly fairness?: Strength | 'none';
}

export interface RunJudgement extends Omit<RunVerdict, 'lasso'> {
  readonly property: RunProperty;
  readonly run?: EndlessRun;
}

/** CHEK-76: the stem, then the loop for ever; without a loop the last state for ever. */
export interface EndlessRun {
  /** The initial state first. */
  readonly stem: Path;
  readonly loop: readonly PathStep[];
}

export interface RunExploration {
  /** Expands so many states, or fewer if it ends. Whether there is more to do. */
  advance(expandedMax: number): boolean;
  readonly distinct: number;
  /** Judged on what was met so far: to be asked at the end. In the order of the model's run properties. */
  judge(how?: Fairly): readonly RunJudgement[];
}

export function exploreRuns(model: Model, { states }: RunBounds = {}): RunExploration {
  const graph = createGraph(model, states);
  return {
    advance: (expandedMax) => graph.advance(expandedMax),
    get distinct() {
      return graph.count;
    },
    judge({ fairness = 'weak' } = {}) {
      const judged = fairness === 'none' ? unfair(graph) : graph;
      const strength = fairness === 'none' ? 'weak' : fairness;
      return (model.runProperties ?? []).map((property) => {
        const { lasso, ...verdict } = judgeRuns(judged, marked(model, graph, property), strength);
        return { property, ...verdict, ...(lasso && { run: inSteps(model, graph, lasso) }) };
      });
    },
  };
}

/** The same steps, none of which has to be taken, and no bound in the way: a run may stop anywhere. */
const unfair = (graph: GraphExploration) => ({
  count: graph.count,
  initial: graph.initial,
  offsets: graph.offsets,
  targets: graph.targets,
  classes: new Int32Array(graph.classes.length).fill(NO_CLASS),
  expanded: graph.expanded,
  isCut: () => false,
});

function marked(
  model: Model,
  graph: GraphExploration,
  { kind, holds, after }: RunProperty,
): Marked {
  const state: StateVector = new Int32Array(model.width);
  const mark = (of: (state: StateVector) => boolean): Uint8Array => {
    const marks = new Uint8Array(graph.count);
    for (let number = 0; number < graph.count; number += 1) {
      graph.read(number, state);
      if (of(state)) marks[number] = 1;
    }
    return marks;
  };
  return { kind, holds: mark(holds), ...(after && { after: mark(after) }) };
}

/** Does the steps of the lasso again. */
function inSteps(model: Model, graph: GraphExploration, { stem, loop }: Lasso): EndlessRun {
  const state: StateVector = new Int32Array(model.width);
  const { offsets, targets } = graph;
  let at = stem.from;
  graph.read(at, state);
  const first: PathStep = { label: '', state: state.slice() };
  const follow = (step: number): PathStep => {
    const done = doAgain(model, state, step - offsets[at]!);
    at = targets[step]!;
    state.set(done.state);
    return done;
  };
  const path = [first, ...stem.steps.map(follow)];
  return { stem: path, loop: loop.map(follow) };
}

/** The step of this place among those that change something. */
function doAgain(model: Model, state: StateVector, place: number): PathStep {
  const next = state.slice();
  let at = 0;
  let done: PathStep | undefined;
  model.expand(state, next, () => {
    if (next.every((word, i) => word === state[i])) return;
    if (at === place) {
      const traces = model.traces?.();
      done = { label: model.label(), state: next.slice(), ...(traces && { traces }) };
    }
    at += 1;
  });
  if (done === undefined)
    throw new Error('CHEK-2: a step of a state is gone when it is done again');
  return done;
}
