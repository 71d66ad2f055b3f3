/** Figures of a recording up to an instant: how far each block has come, and what was sent. */
import { FAMILIES, familyOf } from '../network/families.js';
import { BLOCK, BLOCK_SOURCES, COMMIT, type Recording, SENT } from '../run/recording.js';

const PUSH = BLOCK_SOURCES.indexOf('push');

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

export interface FamilyTraffic {
  messages: number;
  /** 0 where sizes were not noted. */
  bytes: number;
}

/** What was sent by family, in the order of `FAMILIES`. */
export function trafficOf({ kind, c, e, strings }: Recording, index: number): FamilyTraffic[] {
  const traffic = FAMILIES.map(() => ({ messages: 0, bytes: 0 }));
  const families = strings.map(familyOf);
  for (let i = 0; i < index; i++) {
    if (kind[i] !== SENT) continue;
    const one = traffic[families[c[i]!]!]!;
    one.messages += 1;
    one.bytes += e[i]!;
  }
  return traffic;
}

/** How long a block takes from one peer that pushes it to the next, ms: the mean; undefined if none was pushed. */
export function pushHopMs(
  { kind, a, b, c, d, at }: Recording,
  channel: number,
  index: number,
): number | undefined {
  const had = new Map<string, number>();
  let sum = 0;
  let count = 0;
  for (let i = 0; i < index; i++) {
    if (kind[i] !== BLOCK || b[i] !== channel) continue;
    const key = `${c[i]} ${a[i]}`;
    if (had.has(key)) continue;
    had.set(key, at[i]!);
    const sender = Math.floor(d[i]! / 8) - 1;
    const sentMs = d[i]! % 8 === PUSH ? had.get(`${c[i]} ${sender}`) : undefined;
    if (sentMs === undefined) continue;
    sum += at[i]! - sentMs;
    count += 1;
  }
  return count === 0 ? undefined : sum / count;
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
