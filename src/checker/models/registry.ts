/** The models that there are. What each contains, its bounds and its counts: spec/17-checker.md. */
import { machineModel } from '../machines/machine-model.js';
import type { Model } from '../model.js';
import { textbookElection } from './textbook-election.js';
import { twoPhaseCommit } from './two-phase-commit.js';

export interface ModelEntry {
  readonly name: string;
  readonly about: string;
  /** What `size` counts; undefined where there is one size. */
  readonly sized:
    | { readonly what: string; readonly default: number; readonly max: number }
    | undefined;
  make(size: number): Model;
}

export const models: readonly ModelEntry[] = [
  {
    name: 'two-phase-commit',
    about: 'a coordinator and resource managers, for comparison with other checkers',
    sized: { what: 'resource managers', default: 7, max: 12 },
    make: (size) => machineModel(twoPhaseCommit(size)),
  },
  {
    name: 'textbook-election',
    about: 'votes and terms, for comparison with other checkers',
    sized: { what: 'peers', default: 3, max: 5 },
    make: (size) => machineModel(textbookElection(size)),
  },
];
