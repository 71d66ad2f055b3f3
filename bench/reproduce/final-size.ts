/**
 * Infect-and-die push computed: every peer that gets a message pushes it once to `fanout` others, drawn
 * without repetition. Exact for finite networks, by the chain of (peers that have pushed, peers that have it).
 */

/** Probability of each number of peers reached, by number; the first one pushes as all others do. */
export function reachDistribution(peers: number, fanout: number): number[] {
  const ended = new Array<number>(peers + 1).fill(0);
  // Probability of each number of holders after so many pushes, among runs that go on.
  let holders = new Array<number>(peers + 1).fill(0);
  holders[1] = 1;
  for (let pushes = 0; pushes < peers; pushes++) {
    const next = new Array<number>(peers + 1).fill(0);
    for (let held = 1; held <= peers; held++) {
      const p = holders[held]!;
      if (p === 0) continue;
      if (held === pushes) ended[held]! += p;
      else spread(next, held, p, peers, Math.min(fanout, peers - 1));
    }
    holders = next;
  }
  for (let held = 1; held <= peers; held++) ended[held]! += holders[held]!;
  return ended;
}

/** One push: how many of its targets are new is hypergeometric. */
function spread(next: number[], held: number, p: number, peers: number, fanout: number): void {
  const missing = peers - held;
  for (let fresh = Math.max(0, fanout - (held - 1)); fresh <= Math.min(fanout, missing); fresh++) {
    const ways = choose(missing, fresh) * choose(held - 1, fanout - fresh);
    next[held + fresh]! += (p * ways) / choose(peers - 1, fanout);
  }
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}

export interface Reach {
  readonly mean: number;
  readonly deviation: number;
  /** Messages, where nobody pushes to the peer from which it came; left out after the draw. */
  readonly transmissions: number;
}

export function reachOf(peers: number, fanout: number): Reach {
  const distribution = reachDistribution(peers, fanout);
  const moment = (power: number) => distribution.reduce((sum, p, n) => sum + p * n ** power, 0);
  const mean = moment(1);
  const transmissions = fanout * mean - ((mean - 1) * fanout) / (peers - 1);
  return { mean, deviation: Math.sqrt(moment(2) - mean ** 2), transmissions };
}

/** The share that is reached in a network without end: 1 - s, where s = e^(-f(1-s)). */
export function limitReach(fanout: number): number {
  let missed = 0.5;
  for (let i = 0; i < 1_000; i++) missed = Math.exp(-fanout * (1 - missed));
  return 1 - missed;
}
