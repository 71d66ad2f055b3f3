/**
 * A model of push and pull that shares nothing with the peers: hops with a wait and a delay, pull rounds
 * with random phases. It says what the times ought to be.
 */
import { createSeededBits } from '../../src/simulator/choose-seeded.js';

export interface ModelOptions {
  readonly peers: number;
  readonly fanout: number;
  /** How long a message waits for the flush, ms: the full time, or what is left of a running period. */
  readonly wait: { readonly full: number } | { readonly residual: number };
  /** Delay of a message, uniform, ms. */
  readonly delay: readonly [number, number];
  readonly pullIntervalMs: number;
  readonly digestWaitMs: number;
  readonly pullPeers: number;
  readonly runs: number;
  readonly seed: number;
}

/** For each run, when each peer had the block, ms since the first, in rising order. */
export function modelTimes(options: ModelOptions): number[][] {
  const bits = createSeededBits(options.seed);
  const uniform = () => bits() / 2 ** 32;
  return Array.from({ length: options.runs }, () => oneRun(options, uniform));
}

function oneRun(options: ModelOptions, uniform: () => number): number[] {
  const { peers, fanout, wait, delay } = options;
  const arrival = new Array<number>(peers).fill(Number.POSITIVE_INFINITY);
  const source = new Array<number>(peers).fill(-1);
  const hasPushed = new Array<boolean>(peers).fill(false);
  arrival[0] = 0;
  for (let at = next(arrival, hasPushed); at >= 0; at = next(arrival, hasPushed)) {
    hasPushed[at] = true;
    const waited = 'full' in wait ? wait.full : wait.residual * uniform();
    for (const target of others(at, peers, fanout, uniform)) {
      if (target === source[at]) continue;
      const there = arrival[at]! + waited + between(delay, uniform);
      if (there >= arrival[target]!) continue;
      arrival[target] = there;
      source[target] = at;
    }
  }
  pull(arrival, options, uniform);
  return arrival.sort((a, b) => a - b);
}

/** The earliest holder that has not pushed; -1 if there is none. */
function next(arrival: readonly number[], hasPushed: readonly boolean[]): number {
  let earliest = -1;
  for (let i = 0; i < arrival.length; i++)
    if (!hasPushed[i] && arrival[i]! < (arrival[earliest] ?? Number.POSITIVE_INFINITY))
      earliest = i;
  return earliest;
}

/** Who missed the push asks a few others in each round, and has what one of them held when asked. */
function pull(arrival: number[], options: ModelOptions, uniform: () => number): void {
  const { peers, pullIntervalMs, digestWaitMs, pullPeers, delay } = options;
  const rounds = arrival.flatMap((at, peer) =>
    at === Number.POSITIVE_INFINITY ? [{ peer, startMs: uniform() * pullIntervalMs }] : [],
  );
  for (;;) {
    rounds.sort((a, b) => a.startMs - b.startMs);
    const round = rounds.shift();
    if (round === undefined) return;
    const askedMs = round.startMs + between(delay, uniform);
    const asked = others(round.peer, peers, pullPeers, uniform);
    const isFound = asked.some((peer) => arrival[peer]! <= askedMs);
    if (isFound)
      arrival[round.peer] =
        round.startMs + digestWaitMs + between(delay, uniform) + between(delay, uniform);
    else rounds.push({ peer: round.peer, startMs: round.startMs + pullIntervalMs });
  }
}

const between = ([least, most]: readonly [number, number], uniform: () => number): number =>
  least + (most - least) * uniform();

/** So many others, without repetition. */
function others(self: number, peers: number, count: number, uniform: () => number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < Math.min(count, peers - 1)) {
    const other = Math.floor(uniform() * peers);
    if (other !== self) drawn.add(other);
  }
  return [...drawn];
}
