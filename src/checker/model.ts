/**
 * What the explorer explores: a transition system whose states are vectors of integers.
 *
 * A word of a vector is the number of an interned part of the state (interner.ts): a machine's snapshot, a
 * whole peer, what is under way between two. Spec chapter 17.
 */

import type { TraceLine } from '../peer/trace.js';
import type { Fairness, RunProperty } from './liveness/property.js';
import type { Independence } from './reduce/order.js';
import type { Symmetry } from './reduce/symmetry.js';

/** CHEK-1: a state is this and nothing else; equal vectors are one state. */
export type StateVector = Int32Array;

export interface Model {
  readonly name: string;
  /** Words of a state vector. */
  readonly width: number;
  /** At least one. */
  readonly initial: readonly StateVector[];
  /**
   * Calls `visit` once for each step that is possible in `state`, in an order that follows from the state alone.
   * `next` equals `state` when it is handed over and again at the end; within `visit` it holds the state after
   * the step.
   */
  expand(state: StateVector, next: StateVector, visit: () => void): void;
  readonly properties: readonly Property[];
  /** What is judged of endless runs (liveness/judge.ts); the explorer of states does not look at them. */
  readonly runProperties?: readonly RunProperty[];
  /** Left out: no step is obliged, and a run may end anywhere. */
  readonly fairness?: Fairness;
  /* What reductions go by (reduce/reduced.ts); the explorer of states does not look at it. */
  readonly symmetry?: Symmetry;
  readonly independence?: Independence;
  /** CHEK-81: rewrites a state without what is under way and will never change anything. */
  dropIdle?(state: StateVector): void;
  /** CHEK-102: rewrites a state into one that differs only in orders that nobody reads, the same for all such. */
  putInOrder?(state: StateVector): void;
  /** The step that is visited, in words. To be asked within `visit`. */
  label(): string;
  /** What the peers decide in the step that is visited, where they are peers. To be asked within `visit`. */
  traces?(): readonly TraceLine[];
  /**
   * What a word of a vector stands for, as a text: equal in every instance of the model for equal parts at a
   * place, and for no others. Numbers are given in the order in which parts are met, which differs between
   * instances: who shares states between threads, or keeps them in a file, goes by texts. Without it, a model is
   * explored by one thread and not kept. A wrapper passes it on, and orders by it where it orders parts.
   */
  contentOf?(place: number, value: number): string;
  /**
   * CHEK-56: does the steps of the parts of a state again, without what is remembered of them. What differs, in
   * words; undefined if nothing does.
   */
  recheck?(state: StateVector): string | undefined;
  /** A state in words, one line for each part. */
  describe(state: StateVector): readonly string[];
}

export interface Property {
  /** An id of the specification, or a name. */
  readonly id: string;
  /** *always*: true of every state. *sometimes*: true of at least one, so that the model is not vacuous. */
  readonly kind: 'always' | 'sometimes';
  readonly about: string;
  holds(state: StateVector): boolean;
}
