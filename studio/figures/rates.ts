/** How many messages of a kind are sent in a second, over time. */
import { LIFE, type Recording, SENT } from '../run/recording.js';

/** Rates are means of so long: two intervals of the slowest that peers send by themselves. */
export const WINDOW_MS = 10_000;

/** Kinds that were sent up to an event, the most frequent first. */
export function kindsSent({ kind, c, strings }: Recording, index: number): string[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < index; i++)
    if (kind[i] === SENT) counts.set(c[i]!, (counts.get(c[i]!) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1]).map(([text]) => strings[text]!);
}

/** A second, of the whole network, in so many steps up to the instant; each over the WINDOW_MS before it. */
export function ratesOf(
  { kind, c, at, strings }: Recording,
  of: string,
  index: number,
  untilMs: number,
  steps: number,
): number[] {
  const text = strings.indexOf(of);
  const instants: number[] = [];
  for (let i = 0; i < index; i++) if (kind[i] === SENT && c[i] === text) instants.push(at[i]!);
  let from = 0;
  let to = 0;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const ms = (untilMs * step) / steps;
    while (to < instants.length && instants[to]! <= ms) to += 1;
    while (from < to && instants[from]! <= ms - WINDOW_MS) from += 1;
    // At the very beginning a mean of nothing would be any number.
    return (1_000 * (to - from)) / Math.max(1_000, Math.min(WINDOW_MS, ms));
  });
}

/** Who runs, by the number of the peer: 1 for each that does, in so many steps up to the instant. */
export function runningAt(
  { kind, a, b, at }: Recording,
  peerCount: number,
  index: number,
  untilMs: number,
  steps: number,
): Uint8Array[] {
  const runs = new Uint8Array(peerCount);
  const taken: Uint8Array[] = [];
  for (let i = 0; i < index; i++) {
    if (kind[i] !== LIFE) continue;
    while (taken.length <= steps && at[i]! > (untilMs * taken.length) / steps)
      taken.push(runs.slice());
    runs[a[i]!] = b[i]!;
  }
  while (taken.length <= steps) taken.push(runs.slice());
  return taken;
}
