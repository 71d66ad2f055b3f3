/** The models that there are. What each contains, its bounds and its counts: spec/17-checker.md. */
import { machineModel } from '../machines/machine-model.js';
import type { Model } from '../model.js';
import { peerModel } from '../peers/peer-model.js';
import { election } from './election.js';
import { handshake } from './handshake.js';
import { textbookElection } from './textbook-election.js';
import { twoPhaseCommit } from './two-phase-commit.js';

export interface ModelEntry {
  readonly name: string;
  readonly about: string;
  /** What `size` counts; undefined where there is one size. */
  readonly sized:
    | {
        readonly what: string;
        readonly default: number;
        readonly min: number;
        readonly max: number;
      }
    | undefined;
  make(size: number): Model;
}

export const models: readonly ModelEntry[] = [
  {
    name: 'handshake',
    about: 'two peers that dial each other, with a loss, a duplicate, a crash and a return',
    sized: undefined,
    make: () => peerModel(handshake('fabric-3.1')),
  },
  {
    name: 'handshake-hardened',
    about: 'the same in profile hardened, where one of two crossing links survives',
    sized: undefined,
    make: () => peerModel(handshake('hardened')),
  },
  {
    name: 'election',
    about: 'peers of one organisation that stand for election; two timers of each fire',
    sized: { what: 'peers', default: 3, min: 2, max: 4 },
    make: (size) => peerModel(election(size, 'fabric-3.1', { timers: 2 })),
  },
  {
    name: 'election-with-losses',
    about: 'the same, with two messages that get lost',
    sized: { what: 'peers', default: 3, min: 2, max: 4 },
    make: (size) => peerModel(election(size, 'fabric-3.1', { timers: 2, losses: 2 })),
  },
  {
    name: 'two-phase-commit',
    about: 'a coordinator and resource managers, for comparison with other checkers',
    sized: { what: 'resource managers', default: 7, min: 1, max: 12 },
    make: (size) => machineModel(twoPhaseCommit(size)),
  },
  {
    name: 'textbook-election',
    about: 'votes and terms, for comparison with other checkers',
    sized: { what: 'peers', default: 3, min: 1, max: 5 },
    make: (size) => machineModel(textbookElection(size)),
  },
];
