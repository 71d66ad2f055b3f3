/** Shares that take turns in one thread: the exploration is the same, so that what threads do can be tried without. */
import type { LinkChunks } from '../links.js';
import type { Model } from '../model.js';
import type { Saved } from '../saved.js';
import { type Conductor, createConductor, type SharedBounds } from './conductor.js';
import { keptOf } from './kept.js';
import { createMemory } from './memory.js';
import type { Order } from './orders.js';
import { createShare } from './share.js';

export interface Beside extends Conductor {
  readonly links: readonly LinkChunks[];
  /** CHEK-54 */
  save(): Saved;
}

export interface BesideOptions {
  /** Reports after which a share joins, for each share before it. Default 0. */
  readonly late?: number;
  /** What it goes on from. */
  readonly saved?: Saved | undefined;
  readonly partsMax?: number;
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
  bounds: SharedBounds,
  portionOf: () => number,
  { late = 0, saved, partsMax }: BesideOptions = {},
): Beside {
  const model = make();
  const memory = createMemory(model.width, shareCount, partsMax);
  const shares = Array.from({ length: shareCount }, (_, share) =>
    createShare(make(), memory, share, share === 0 ? saved : undefined),
  );
  const own = shares[0]!;
  const busy = new Set<number>();
  const give = (share: number, order: Order): void => {
    shares[share]!.take(order);
    busy.add(share);
  };
  const conductor = createConductor(
    model,
    memory,
    bounds,
    give,
    saved && { goesOn: { saved, own } },
  );
  let reports = 0;
  let joined = 1;
  const join = (): void => {
    while (joined < shareCount && joined * late <= reports) conductor.join(joined++);
  };
  join();
  conductor.begin();
  while (busy.size > 0)
    for (const share of [...busy]) {
      const report = shares[share]!.work(portionOf());
      if (report === undefined) continue;
      busy.delete(share);
      reports += 1;
      join();
      conductor.hear(report);
    }
  const links = shares.map((share) => share.links);
  return Object.assign(Object.create(conductor) as Conductor, {
    links,
    save: () => keptOf({ memory, own }, conductor.halt, links),
  });
}
