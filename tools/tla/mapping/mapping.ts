/** How states of the checker are read as states of a module: what both count must then be the same. */
import type { Model, StateVector } from '../../../src/checker/model.js';
import type { TlaState } from '../values.js';

/** A model, and what a state of it says in the variables of the module. */
export interface Mapped {
  readonly model: Model;
  stateOf(vector: StateVector): TlaState;
}

/** A model of which the module is to have as many states, in as many steps: nothing is left out. */
export interface Whole {
  readonly model: Model;
  readonly stateOf?: never;
}

export interface Comparison {
  /** Name of the module in spec/tla/. */
  readonly module: string;
  /** The checker's side, in words: a name that `fabric-gossip check` knows, where it has one. */
  readonly model: string;
  /** Constants in the place of those of the .cfg. */
  readonly constants: Readonly<Record<string, number>>;
  /** Whether it takes seconds; others are made when they are asked for. */
  readonly isSmall: boolean;
  make(): Mapped | Whole;
}
