/** Both sides' samples side by side, and how far apart they are. */
import type { Key } from '../../../src/adapters/settings/keys.js';
import { createSeededBits } from '../../../src/simulator/choose-seeded.js';
import { type Measure, measures, type Sample } from './samples.js';
import { waitOf } from './settings.js';
import {
  criticalDistance,
  criticalDistanceOfGroups,
  distanceOf,
  type Figures,
  figuresOf,
  type Group,
} from './statistics.js';

export interface Side extends Figures {
  /** What did not come about before its cycle was over; not among the figures. */
  readonly missing: number;
}

export interface Row {
  readonly measure: Measure;
  readonly fabric: Side | undefined;
  readonly simulated: Side | undefined;
  /** Undefined where a side has no sample. */
  readonly distance?: Distance | undefined;
}

export interface Distance {
  /** Of Kolmogorov and Smirnov. */
  readonly statistic: number;
  /** What it exceeds in one case of a hundred if both are the same, were all values independent. */
  readonly criticalIndependent: number;
  /** The same with whole cycles dealt anew: values of one cycle depend on one another. */
  readonly critical: number;
  /** Fabric's median less the simulator's, in so many waits of this key. */
  readonly medianDifference: number;
  readonly interval: Key;
}

const ALPHA = 0.01;
const DEALS = 1_000;

/** In which wait a difference of medians is told: the one that the measure mostly waits for. */
const INTERVALS: Readonly<Record<Measure, Key>> = {
  death: 'peer.gossip.aliveTimeInterval',
  'death for good': 'peer.gossip.aliveTimeInterval',
  failover: 'peer.gossip.election.leaderElectionDuration',
  'first contact': 'peer.gossip.aliveTimeInterval',
  join: 'peer.gossip.aliveTimeInterval',
  'own election': 'peer.gossip.election.leaderElectionDuration',
  'first transfer': 'peer.gossip.state.checkInterval',
  'catch-up': 'peer.gossip.state.checkInterval',
  reach: 'peer.gossip.pullInterval',
  'reach all': 'peer.gossip.pullInterval',
};

/** `seed` deals the cycles. Cycles of the simulated side are told apart by their numbers. */
export function compare(
  fabric: readonly Sample[],
  simulated: readonly Sample[],
  seed: number,
): readonly Row[] {
  return (Object.keys(measures) as Measure[]).map((measure) => {
    const one = groupsOf(fabric, measure);
    const other = groupsOf(simulated, measure);
    return {
      measure,
      fabric: sideOf(fabric, measure),
      simulated: sideOf(simulated, measure),
      distance: distanceBetween(measure, one, other, seed),
    };
  });
}

/** Whether they differ more than chance explains in 99 of 100 cases. */
export const isApart = ({ distance }: Row): boolean =>
  distance !== undefined && distance.statistic > distance.critical;

function distanceBetween(
  measure: Measure,
  one: readonly Group[],
  other: readonly Group[],
  seed: number,
): Distance | undefined {
  const [a, b] = [one.flat(), other.flat()];
  const [first, second] = [figuresOf(a), figuresOf(b)];
  if (first === undefined || second === undefined) return undefined;
  const bits = createSeededBits(seed);
  const below = (bound: number): number => bits() % bound;
  const interval = INTERVALS[measure];
  return {
    statistic: distanceOf(a, b),
    criticalIndependent: criticalDistance(a.length, b.length, ALPHA),
    critical: criticalDistanceOfGroups(one, other, ALPHA, DEALS, below)!,
    medianDifference: (first.median - second.median) / waitOf(interval),
    interval,
  };
}

const ofMeasure = (samples: readonly Sample[], measure: Measure): readonly Sample[] =>
  samples.filter((sample) => sample.measure === measure);

/** By cycle. */
function groupsOf(samples: readonly Sample[], measure: Measure): readonly Group[] {
  const groups = new Map<number, number[]>();
  for (const { cycle, ms } of ofMeasure(samples, measure))
    if (ms !== undefined) groups.set(cycle, [...(groups.get(cycle) ?? []), ms]);
  return [...groups.values()];
}

function sideOf(samples: readonly Sample[], measure: Measure): Side | undefined {
  const own = ofMeasure(samples, measure);
  const values = own.flatMap(({ ms }) => ms ?? []);
  const figures = figuresOf(values);
  return figures && { ...figures, missing: own.length - values.length };
}
