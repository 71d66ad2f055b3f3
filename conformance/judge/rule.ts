/** What a rule of the judge is: something that must hold of whatever a conforming node sends. */
import type { Trace } from './trace.js';

/** One place of a trace at which a rule does not hold. */
export interface Breach {
  /** Number of the entry that shows it. */
  readonly entry: number;
  /** What stands there, in words of the protocol. */
  readonly observed: string;
}

export interface Rule {
  /** For good: `pushed-back`. */
  readonly id: string;
  /** Clauses and invariants that it holds nodes to, the main one first. */
  readonly clauses: readonly [string, ...string[]];
  /** Completes the sentence "expected …". */
  readonly expected: string;
  breaches(trace: Trace): Iterable<Breach>;
}

export interface Finding extends Breach {
  readonly rule: string;
  readonly clauses: readonly string[];
  readonly expected: string;
  /** How many places of the trace break the rule; `entry` is the first. */
  readonly count: number;
}
