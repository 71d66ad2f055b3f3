import type { Play } from '../../../support/trace-play.js';
import type { Say } from '../../../support/trace-sayings.js';

/** A fault in a trace, and the rule that is to see it. */
export interface Planted {
  readonly rule: string;
  readonly what: string;
  readonly plant: (play: Play, say: Say) => void;
}
