/** What the page of the state graph and the thread that explores say to each other. */
import type { ModelEntry } from '../../src/checker/models/registry.js';
import type { Behind } from '../../src/checker/told/behind.js';
import type { Place } from '../../src/checker/told/walk.js';

export type OfferedModel = Pick<ModelEntry, 'name' | 'about' | 'sized'>;

/** Where somebody stands: a model, its size (0 where it has one), and the numbers of the steps so far. */
export interface Spot {
  readonly model: string;
  readonly size: number;
  readonly schedule: readonly number[];
}

export interface ToGraph {
  readonly type: 'go';
  readonly spot: Spot;
}

export type FromGraph =
  | { readonly type: 'models'; readonly models: readonly OfferedModel[] }
  | { readonly type: 'place'; readonly spot: Spot; readonly place: Place }
  /** News of what lies behind the place that was told last. */
  | { readonly type: 'behind'; readonly behind: Behind }
  /** There is no such place. */
  | { readonly type: 'problem'; readonly what: string };
