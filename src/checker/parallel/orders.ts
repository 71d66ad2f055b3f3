/** What the conductor of an exploration and its shares tell each other: plain data, and memory that is shared. */
import type { Range } from './pieces.js';

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
/** That a chunk takes for each word of a vector. */
export const CHUNK_BYTES = 4 * CHUNK;

export interface Order {
  /**
   * `begin`: take the initial states; `level`: expand the states of `chunks`, together with the other shares;
   * `grow`: move `part` of what is in `outgrown` to `visited`; `go on`: with the same, now that there is room.
   */
  readonly type: 'begin' | 'level' | 'grow' | 'go on';
  readonly chunks: readonly Chunk[];
  readonly visited: SharedArrayBuffer;
  readonly outgrown?: SharedArrayBuffer;
  /** From 0. */
  readonly part?: Part;
  /** New states after which to pause. */
  readonly room: number;
  /** CHEK-55: of a level at which shards part, the states that are this one's. */
  readonly shard?: Part;
}

export interface Part {
  readonly at: number;
  readonly of: number;
}

export interface Report {
  readonly share: number;
  /** `done`: no piece of the level is left; `grown`: what was to be moved is; `full`: there are too many parts. */
  readonly paused: 'done' | 'room' | 'full' | 'stop' | 'grown';
  /** Since the beginning. */
  readonly generated: number;
  readonly distinct: number;
  readonly expanded: number;
  readonly terminal: number;
  /** States of the level after, once this one is done; and the sums of their fingerprints. */
  readonly chunks: readonly Chunk[];
  readonly low: number;
  readonly high: number;
  readonly found: readonly Found[];
  /** Of a level that it has not done: the states that it has taken, and not expanded. */
  readonly inHand: Range | undefined;
  /** Of the links of this share, and of its buffers of states that wait. */
  readonly bytes: number;
  readonly frontierBytes: number;
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

/** A link holds the number of a state over all shares in 31 bits: so many states each share may have, and few more. */
export const numbersMax = (shares: number): number => Math.floor((2 ** 31 - 2 ** 17) / shares);

/** What stands for the step in a link: the order of steps is a share's own, the fingerprint is not. */
export const tagOf = (high: number): number => high & 0xffff;

/** Of a share that has had no order. */
export const nothingYet = (share: number): Report => ({
  share,
  paused: 'done',
  generated: 0,
  distinct: 0,
  expanded: 0,
  terminal: 0,
  chunks: [],
  low: 0,
  high: 0,
  found: [],
  inHand: undefined,
  bytes: 0,
  frontierBytes: 0,
});
