/**
 * A mutant is the reference with one fault: one entry of one of its modules replaced by name, when the
 * module is loaded (hooks.ts). The reference knows nothing of it and pays nothing for it.
 */
import type { Profile } from '../harness/case.js';
import type { CoreModules } from './core-modules.js';

/** How a case is to notice the fault. */
export interface Killer {
  /** Id of the case that must fail. */
  readonly case: string;
  /** Part of what it says that it expected: which of its checks fails. */
  readonly expected: string;
  /** Part of what it says that it observed. */
  readonly observed?: string;
}

/** One entry of one module of the reference, and what stands in its place. */
export interface Replacement {
  /** Of a mutant chapter and fault, `membership/accepts-older-alive`; of a variant `variant/…`. */
  readonly id: string;
  /** The module, without `src/` and suffix. */
  readonly module: keyof CoreModules;
  /** What is exported there under this name is replaced. */
  readonly entry: string;
  /** Makes the replacement. @param original the module as it is */
  readonly by: (original: never) => unknown;
  /** Default `fabric-3.1`. */
  readonly profile?: Profile;
}

export interface Mutant extends Replacement {
  /** The fault in a sentence: `takes an older alive message for newer`. */
  readonly fault: string;
  /** Clauses that it violates, the main one first. */
  readonly breaks: readonly [string, ...string[]];
  readonly killedBy: readonly [Killer, ...Killer[]];
  /** Set on a fault that shows over mutual TLS and in real time alone: it is always launched. */
  readonly only?: 'process';
}

/** The reference with other habits, each within what the specification leaves open: it must pass. */
export interface Variant extends Replacement {
  /** What it does otherwise, in a sentence. */
  readonly habit: string;
}

/** Types the replacement by what it replaces. */
interface Typed<M extends keyof CoreModules, E extends keyof CoreModules[M]> {
  readonly module: M;
  readonly entry: E & string;
  readonly by: (original: CoreModules[M]) => CoreModules[M][E];
}

export const mutant = <M extends keyof CoreModules, E extends keyof CoreModules[M]>(
  options: Omit<Mutant, keyof Typed<M, E>> & Typed<M, E>,
): Mutant => options;

export const variant = <M extends keyof CoreModules, E extends keyof CoreModules[M]>(
  options: Omit<Variant, keyof Typed<M, E>> & Typed<M, E>,
): Variant => options;
