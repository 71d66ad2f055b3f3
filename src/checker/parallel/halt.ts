/** Where an exploration of several shares stands when it pauses or has ended, and what one goes on from (CHEK-54). */
import type { Level } from '../levels.js';
import type { Saved } from '../saved.js';
import type { Chunk, Found } from './orders.js';
import type { Range } from './pieces.js';
import type { Share } from './share.js';

/** All that is kept of it, but for links. */
export interface Halt {
  readonly generated: number;
  readonly terminal: number;
  /** States that each share has met. */
  readonly counts: readonly number[];
  readonly levels: readonly Level[];
  /** Number of the level at hand, or of the last one. */
  readonly level: number;
  readonly partingLevel: number | undefined;
  readonly visited: SharedArrayBuffer;
  readonly found: ReadonlyMap<number, Found & { readonly share: number }>;
  /** The level at hand, and what of it waits. */
  readonly chunks: readonly Chunk[];
  readonly rest: readonly Range[];
  /** What waits of the level after. */
  readonly coming: readonly Chunk[];
}

/** How it is asked to pause, and what it goes on from. */
export interface Keeping {
  /** Asked between two levels. */
  readonly isDue?: () => boolean;
  /** With the first share, which has taken it over. */
  readonly goesOn?: { readonly saved: Saved; readonly own: Share };
}
