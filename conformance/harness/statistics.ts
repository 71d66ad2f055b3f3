/**
 * Clauses about chance. A case draws a sample whose members are independent, counts, and compares
 * with a threshold that a conforming target misses with a probability that is stated: the exact tail
 * of the binomial distribution, no approximation. Over all cases of a run those probabilities add up
 * to less than `RUN_FALSE_ALARM_MAX`.
 */
import { HarnessError } from './verdict.js';

/** A run that is repeated a million times may once accuse a conforming target by chance. */
export const RUN_FALSE_ALARM_MAX = 1e-6;
/** What one statistic may take of it at most: a thousand of them have room in a run. */
export const FALSE_ALARM = 1e-9;

export interface Sample {
  /** What is counted, in words of the protocol: `blocks relayed to o2`. */
  readonly what: string;
  /** Number of independent draws. */
  readonly size: number;
  /** In how many of them it happened. */
  readonly observed: number;
  /** Probability with which it happens in one draw, at least, if the target conforms. */
  readonly chance: number;
  /** Default `FALSE_ALARM`. */
  readonly falseAlarm?: number;
}

export interface Statistic extends Omit<Sample, 'falseAlarm'> {
  /** The clause holds if it was observed so often. At least 1. */
  readonly threshold: number;
  /** Probability that a conforming target stays below the threshold. */
  readonly falseAlarm: number;
}

/**
 * The sample with the highest threshold that a conforming target misses at most that rarely.
 * @throws HarnessError if the sample is too small to refute anything, or the case takes more than it may.
 */
export function statisticOf({ falseAlarm: most = FALSE_ALARM, ...sample }: Sample): Statistic {
  const { what, size, chance } = sample;
  if (most > FALSE_ALARM) {
    throw new HarnessError(`${what}: a false alarm of ${most} is more than one may have`);
  }
  let threshold = 0;
  let falseAlarm = 0;
  for (let tail = 0, k = 0; k < size; k++) {
    tail += binomialMass(size, k, chance);
    if (tail > most) break;
    threshold = k + 1;
    falseAlarm = tail;
  }
  if (threshold === 0) {
    throw new HarnessError(`${what}: a sample of ${size} says nothing at a false alarm of ${most}`);
  }
  return { ...sample, threshold, falseAlarm };
}

export const isMet = ({ observed, threshold }: Statistic): boolean => observed >= threshold;

/** Probability of exactly k successes in n independent draws. */
export function binomialMass(n: number, k: number, p: number): number {
  if (p === 0 || p === 1) return k === n * p ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

function logChoose(n: number, k: number): number {
  let log = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) log += Math.log((n - i + 1) / i);
  return log;
}

/**
 * Probability that `special` is among those that hear of a message that each of `relays` peers passes
 * on, once, to `fanout` drawn among the others that it knows: itself and the source excluded. The
 * source hands it to one relay. Exact: a Markov chain over how many relays have it and have not yet
 * passed it on; pairs are drawn without replacement. `listeners` hear and pass nothing on, the
 * special one among them.
 */
export function reachOf(relays: number, listeners: number, fanout: number): number {
  // Who has heard: the relays, and whether the special listener has.
  const others = relays - 1 + listeners;
  const drawn = Math.min(fanout, others);
  const memo = new Map<string, number>();
  const missed = (waiting: number, ignorant: number): number => {
    if (waiting === 0) return 1;
    const key = `${waiting}/${ignorant}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    // One relay draws among the others; the special listener is not among the drawn.
    let sum = 0;
    const plain = others - 1 - ignorant;
    for (let news = 0; news <= Math.min(ignorant, drawn); news++) {
      const ways = choose(ignorant, news) * choose(plain, drawn - news);
      if (ways > 0) {
        sum += (ways / choose(others, drawn)) * missed(waiting - 1 + news, ignorant - news);
      }
    }
    memo.set(key, sum);
    return sum;
  };
  return 1 - missed(1, relays - 1);
}

const choose = (n: number, k: number): number =>
  k < 0 || k > n ? 0 : Math.round(Math.exp(logChoose(n, k)));
