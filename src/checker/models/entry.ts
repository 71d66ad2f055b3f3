/** What the registry says of a model. */
import type { Model } from '../model.js';
import type { PeerNetwork } from '../peers/network.js';

interface Sizes {
  readonly what: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface ModelEntry {
  readonly name: string;
  readonly about: string;
  /** What `size` counts; undefined where there is one size. */
  readonly sized: Sizes | undefined;
  make(size: number): Model;
  /** What it is the model of, where that is peers: for tests that plant something in it. */
  network?(size: number): PeerNetwork;
}
