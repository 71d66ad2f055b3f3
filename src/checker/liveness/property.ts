/**
 * Properties of endless runs, and what fairness obliges. Spec chapter 17, "Endless runs".
 *
 * A run that comes to a state in which nothing has to happen may stay there for ever.
 */
import type { StateVector } from '../model.js';

export interface RunProperty {
  /** An id of the specification, or a name. */
  readonly id: string;
  /**
   * *eventually*: every run meets a state in which it holds. *leads-to*: after every state in which `after` holds, or
   * in it. *eventually-always*: from some state on, every state of the run.
   */
  readonly kind: 'eventually' | 'leads-to' | 'eventually-always';
  readonly about: string;
  holds(state: StateVector): boolean;
  /** Only of *leads-to*. */
  after?(state: StateVector): boolean;
}

/** The class of a step that nothing obliges: a fault, or a command from outside. */
export const NO_CLASS = -1;

/**
 * CHEK-72: steps by classes, such as "timer t of peer p" or "arrivals on link l". A class that is possible in every
 * state from some point on has a step in the run.
 */
export interface Fairness {
  /** The class of the step that is visited, from 0, or NO_CLASS. To be asked within `visit`. */
  classOf(): number;
  /** A class in words. */
  nameOf(fairnessClass: number): string;
  /**
   * CHEK-75: whether something does not happen in `state` only because the model is bounded: a timer that is armed
   * and has fired as often as it may.
   */
  isCut(state: StateVector): boolean;
}
