/** The checker for machines of one's own: systems of XState machines, and what explores them. */
export {
  type Bounds,
  createExploration,
  type Exploration,
  type Judgement,
  type Summary,
} from './explore.js';
export {
  type EndlessRun,
  exploreRuns,
  type RunExploration,
  type RunJudgement,
} from './liveness/runs.js';
export { type MachineModel, machineModel } from './machines/machine-model.js';
export {
  type Actor,
  type ActorView,
  EVERYBODY,
  type Interchangeable,
  type MachineSystem,
  type Send,
  type SystemProperty,
  type SystemRunProperty,
} from './machines/system.js';
export type { Path, PathStep } from './path.js';
export { type Reduced, type Reduction, reduced } from './reduce/reduced.js';
export type { Verdict } from './verdict.js';
