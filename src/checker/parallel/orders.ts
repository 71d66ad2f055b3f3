/** What the conductor of an exploration and its shares tell each other: plain data, and memory that is shared. */

/** States of one level, in common numbers. */
export interface Chunk {
  readonly buffer: SharedArrayBuffer;
  readonly count: number;
  /** Whose states they are, and the place of the first of them in that share's links. */
  readonly share: number;
  readonly first: number;
}

/** Vectors that a chunk has room for. */
export const CHUNK = 1 << 12;

export interface Order {
  /**
   * `begin`: take the initial states; `level`: expand the states of `chunks`, together with the other shares;
   * `grow`: move a share of what is in `outgrown` to `visited`; `go on`: with the same, now that there is room.
   */
  readonly type: 'begin' | 'level' | 'grow' | 'go on';
  readonly chunks: readonly Chunk[];
  readonly visited: SharedArrayBuffer;
  readonly outgrown?: SharedArrayBuffer;
  /** New states after which to pause. */
  readonly room: number;
}

export interface Report {
  readonly share: number;
  /** `done`: no piece of the level is left; `grown`: what was to be moved is. */
  readonly paused: 'done' | 'room' | 'stop' | 'grown';
  /** Since the beginning. */
  readonly generated: number;
  readonly distinct: number;
  readonly expanded: number;
  readonly terminal: number;
  /** States of the level after, once this one is done. */
  readonly chunks: readonly Chunk[];
  readonly found: readonly Found[];
  /** Of the tables and links of this share. */
  readonly bytes: number;
}

/** A state that decides a property. */
export interface Found {
  /** Place among the properties of the model. */
  readonly property: number;
  /** Place in the links of the share. */
  readonly index: number;
  /** Its fingerprint. */
  readonly low: number;
  readonly high: number;
}

/** What stands for the step in a link: the order of steps is a share's own, the fingerprint is not. */
export const tagOf = (high: number): number => high & 0xffff;
