/** What processes that share a time and the one that started them say to each other. */
import type { Lived } from './troubles.js';

/** After each minute of it, of one part. */
export interface PartTold extends Lived {
  /** That the process takes. */
  readonly megabytes: number;
}

/** Asks a part to end after the minute that is under way. */
export const STOP = 'stop';
