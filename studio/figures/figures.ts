/** Figures of a recording up to an instant: how far each block has come, and what was sent. */
import { FAMILIES, familyOf } from '../network/families.js';
import { BLOCK, COMMIT, type Recording, SENT } from '../run/recording.js';

export interface Reach {
  /** Block number. */
  readonly number: number;
  /** ms after the first peer had it, one for each further peer, in order. */
  readonly afterMs: readonly number[];
}

/** Of every block of a channel that at least one peer has. */
export function reachOf({ kind, a, b, c, at }: Recording, channel: number, index: number): Reach[] {
  const firsts = new Map<number, { seen: Set<number>; startMs: number; afterMs: number[] }>();
  for (let i = 0; i < index; i++) {
    if (kind[i] !== BLOCK || b[i] !== channel) continue;
    let block = firsts.get(c[i]!);
    if (block === undefined) {
      block = { seen: new Set(), startMs: at[i]!, afterMs: [] };
      firsts.set(c[i]!, block);
    }
    if (block.seen.has(a[i]!)) continue;
    block.seen.add(a[i]!);
    block.afterMs.push(at[i]! - block.startMs);
  }
  return [...firsts].map(([number, { afterMs }]) => ({ number, afterMs }));
}

/** Messages by family, in the order of `FAMILIES`. */
export function trafficOf({ kind, c, strings }: Recording, index: number): number[] {
  const counts = FAMILIES.map(() => 0);
  const families = strings.map(familyOf);
  for (let i = 0; i < index; i++) if (kind[i] === SENT) counts[families[c[i]!]!]! += 1;
  return counts;
}

/** Height of each peer of a channel over time, in so many steps up to the instant: least, mean and most. */
export function heightsOf(
  { kind, a, b, c, at }: Recording,
  channel: number,
  members: readonly number[],
  index: number,
  untilMs: number,
  steps: number,
): { readonly least: number; readonly mean: number; readonly most: number }[] {
  const heights = new Map(members.map((peer) => [peer, 1]));
  const taken: { least: number; mean: number; most: number }[] = [];
  const take = () => {
    const all = [...heights.values()];
    const mean = all.reduce((sum, height) => sum + height, 0) / Math.max(1, all.length);
    taken.push({ least: Math.min(...all), mean, most: Math.max(...all) });
  };
  for (let i = 0; i < index; i++) {
    if (kind[i] !== COMMIT || b[i] !== channel) continue;
    while (taken.length < steps && at[i]! > (untilMs * taken.length) / steps) take();
    if (heights.has(a[i]!)) heights.set(a[i]!, c[i]! + 1);
  }
  while (taken.length <= steps) take();
  return taken;
}
