/** What every watched invariant has to work with. */
import type { Measures } from '../measure/report.js';
import type { SimulationObserver } from '../node.js';
import type { Observed } from '../observed.js';

export interface Breach {
  /** Of the invariant in the specification. */
  readonly id: string;
  /** Since the start, ms. */
  readonly atMs: number;
  readonly peer: string;
  readonly what: string;
}

export interface InvariantContext {
  /** Made after the invariants, so asked for when something has happened. */
  readonly network: () => Observed;
  readonly measures: Measures;
  /** Whether a peer does what the specification says, as far as the scenario goes. */
  isCorrect(name: string): boolean;
  breach(id: string, peer: string, what: string): void;
  /** An *eventually* invariant cannot be judged by this scenario. */
  skip(id: string, why: string): void;
}

/** One file of invariants: listens, and judges once more when the scenario is over. */
export interface InvariantWatch {
  readonly observer?: SimulationObserver;
  judgeEnd?(): void;
}
