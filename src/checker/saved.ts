/** What of an exploration is kept so that it goes on later: numbers and flat arrays. */
import type { Behaviour } from './behaviour.js';
import type { SavedFrontier } from './frontier.js';
import type { Level } from './levels.js';
import type { Goal } from './parallel/way.js';

export interface Saved {
  readonly generated: number;
  readonly terminal: number;
  readonly isCut: boolean;
  readonly partingLevel: number | undefined;
  /** States that decide, in the order of the properties. */
  readonly witnesses: readonly (Goal | undefined)[];
  readonly levels: readonly Level[];
  readonly visited: { readonly prints: Int32Array; readonly count: number };
  readonly links: { readonly parents: Int32Array; readonly steps: Uint16Array };
  /** Initial states one after the other, and parts (recipes.ts), as they were numbered. */
  readonly initial: Int32Array;
  readonly recipes: Int32Array;
  /** Of the states before parts, of so many as are looked at. */
  readonly behaviour: Behaviour;
  readonly frontier: SavedFrontier;
}
