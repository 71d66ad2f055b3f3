/** What a judge of a recorded run finds: where it ceases to be explained, why, and what could have been instead. */

export interface Finding {
  /** One-based line of the file. */
  readonly line: number;
  /** Row, clause or invariant that it goes against. */
  readonly clause: string;
  readonly peer: string;
  readonly what: string;
  /** What the specification allows there, in words; empty where nothing can be listed. */
  readonly allowed: readonly string[];
}

/** Why one record is not explained; whoever reads the file adds the line. */
export type Objection = Omit<Finding, 'line' | 'peer'>;

export const objection = (
  clause: string,
  what: string,
  allowed: readonly string[] = [],
): Objection => ({ clause, what, allowed });
