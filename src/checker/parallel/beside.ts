/** Shares that take turns in one thread: the exploration is the same, so that what threads do can be tried without. */
import type { Bounds } from '../explore.js';
import type { LinkChunks } from '../links.js';
import type { Model } from '../model.js';
import { type Conductor, createConductor } from './conductor.js';
import { createMemory } from './memory.js';
import { createShare } from './share.js';

export interface Beside extends Conductor {
  readonly links: readonly LinkChunks[];
}

/**
 * Explores to the end.
 *
 * @param make gives each share a model of its own
 * @param portionOf states that a share expands before it is another's turn, drawn anew each time
 */
export function exploreBeside(
  make: () => Model,
  shareCount: number,
  bounds: Pick<Bounds, 'depth' | 'states'>,
  portionOf: () => number,
): Beside {
  const model = make();
  const memory = createMemory(model.width, shareCount);
  const shares = Array.from({ length: shareCount }, (_, share) =>
    createShare(make(), memory, share),
  );
  const busy = new Set<number>();
  const conductor = createConductor(model, memory, bounds, (share, order) => {
    shares[share]!.take(order);
    busy.add(share);
  });
  conductor.begin();
  while (busy.size > 0)
    for (const share of [...busy]) {
      const report = shares[share]!.work(portionOf());
      if (report === undefined) continue;
      busy.delete(share);
      conductor.hear(report);
    }
  return Object.assign(Object.create(conductor) as Conductor, {
    links: shares.map(({ links }) => links),
  });
}
