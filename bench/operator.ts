/**
 * The network of an operator who told of it, 90 peers of 5 organisations on 25 channels, and what stalls and
 * losses do to it: how many peers that are there are declared dead.
 *
 *   npm run bench -- operator               two minutes of virtual time of each trouble
 *   npm run bench -- operator 1440          a day of each
 *   npm run bench -- operator 720 2 7       half a day of the second, with seed 7: another process may live
 *                                           through another half with another seed
 *
 * Each trouble has a network of its own; progress goes to standard error after each minute.
 */
import { measureMembership } from '../src/simulator/measure/membership.js';
import type { SimulationObserver } from '../src/simulator/node.js';
import { createNetwork, SCENARIO_START_MS } from '../src/simulator/scenario/network.js';
import { peerNames, type Scenario, scenarioOf } from '../src/simulator/scenario/scenario.js';
import type { BenchRow } from './measure.js';

/** Each channel has two organisations, so that each organisation is on ten. */
export function operatorNetwork(): Scenario {
  const organisations = Array.from({ length: 5 }, (_, index) => ({
    name: `Org${index + 1}`,
    peers: 18,
    region: '',
    hidden: 0,
  }));
  const names = organisations.map(({ name }) => name);
  return scenarioOf({
    name: '90 peers of 5 organisations, 25 channels',
    organisations,
    channels: Array.from({ length: 25 }, (_, index) => ({
      name: `ch${index + 1}`,
      organisations: [names[index % 5]!, names[(index + 1 + (index % 4)) % 5]!],
      without: [],
    })),
    leadership: 'static',
  });
}

/** A stall: one peer does nothing for so long, another one every STALL_EVERY_MS. */
interface Trouble {
  readonly name: string;
  readonly stallMs: number;
  /** Share of all envelopes that is lost. */
  readonly loss: number;
}

/** Each peer stalls once an hour. */
const STALL_EVERY_MS = 40_000;

const troubles: readonly Trouble[] = [
  { name: 'no trouble', stallMs: 0, loss: 0 },
  { name: 'a stall of 20 s an hour and peer', stallMs: 20_000, loss: 0 },
  { name: 'a stall of 30 s an hour and peer', stallMs: 30_000, loss: 0 },
  { name: 'a loss of 30 %', stallMs: 0, loss: 0.3 },
];

/** Until everybody has heard of everybody, and more than aliveExpirationTimeout after, ms. */
const WARM_UP_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

export interface Troubled {
  readonly trouble: string;
  readonly falseDeaths: number;
  /** Those of them of whom nothing was heard for too long. */
  readonly silent: number;
  readonly deliveries: number;
  readonly virtualMs: number;
  readonly cpuSeconds: number;
}

/** A network of its own lives through one trouble. Told after each minute of it, with the minutes since it began. */
export function* liveThrough(
  { name: trouble, stallMs, loss }: Trouble,
  minutes: number,
  scenario: Scenario,
): Generator<Troubled> {
  let deliveries = 0;
  const deaths = measureMembership(() => network, SCENARIO_START_MS);
  const counting: SimulationObserver = {
    received() {
      deliveries += 1;
    },
  };
  const network = createNetwork(scenario, { observers: [deaths.observer, counting] });
  const { simulation, losses } = network;
  const names = peerNames(scenario);
  for (const name of names) {
    network.start(name);
    simulation.advance(50);
  }
  simulation.advance(WARM_UP_MS);
  const before = { deaths: deaths.falseDeathCount, silent: deaths.silentCount };
  deliveries = 0;
  const cpuBefore = process.cpuUsage();
  if (loss > 0) losses.add({ share: loss });
  const beginMs = simulation.clock.now();
  let stallDueMs = beginMs;
  let stalls = 0;
  for (let minute = 1; minute <= minutes; minute++) {
    const endMs = beginMs + minute * MINUTE_MS;
    while (simulation.clock.now() < endMs) {
      if (simulation.clock.now() >= stallDueMs) {
        // One organisation after the other.
        const stalled = names[(stalls++ * 19) % names.length]!;
        if (stallMs > 0) simulation.pause(stalled, simulation.clock.now() + stallMs);
        stallDueMs += STALL_EVERY_MS;
      }
      simulation.advance(Math.min(stallDueMs, endMs) - simulation.clock.now());
    }
    const cpu = process.cpuUsage(cpuBefore);
    yield {
      trouble,
      falseDeaths: deaths.falseDeathCount - before.deaths,
      silent: deaths.silentCount - before.silent,
      deliveries,
      virtualMs: minute * MINUTE_MS,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
    };
  }
}

/** @param asked minutes of each trouble; which one alone, from 1; the seed */
export function* run(asked: readonly number[] = []): Generator<BenchRow> {
  const [minutes = 2, only, seed = 1] = asked;
  const chosen = only === undefined ? troubles : troubles.slice(only - 1, only);
  if (chosen.length === 0)
    throw new RangeError(`trouble: expected 1 to ${troubles.length}, got ${only}`);
  const scenario = { ...operatorNetwork(), seed };
  for (const trouble of chosen) {
    let last: Troubled | undefined;
    for (const measured of liveThrough(trouble, minutes, scenario)) {
      last = measured;
      tellProgress(measured, minutes);
    }
    if (last !== undefined) yield rowOf(last);
  }
}

const speedOf = ({ virtualMs, cpuSeconds }: Troubled): string =>
  `${(virtualMs / 1_000 / cpuSeconds).toFixed(1)}×`;

function tellProgress(measured: Troubled, minutes: number): void {
  const { trouble, falseDeaths, virtualMs } = measured;
  const megabytes = (process.memoryUsage().rss / 2 ** 20).toFixed(0);
  const minute = virtualMs / MINUTE_MS;
  process.stderr.write(
    `${trouble}: ${minute} of ${minutes} min, ${speedOf(measured)}, ${falseDeaths} false deaths, ${megabytes} MiB\n`,
  );
}

function rowOf(measured: Troubled): BenchRow {
  const { trouble, falseDeaths, silent, deliveries, virtualMs, cpuSeconds } = measured;
  const aDay = Math.round((falseDeaths * DAY_MS) / virtualMs);
  return {
    name: `90 peers, 25 channels, ${trouble}`,
    ratio: speedOf(measured),
    detail: [
      'real time',
      `${Math.round(deliveries / cpuSeconds).toLocaleString('en')} deliveries a second of CPU`,
      `${falseDeaths} false deaths in ${virtualMs / MINUTE_MS} min, ${silent} of them for silence`,
      `${aDay.toLocaleString('en')} a day if it goes on`,
    ].join(', '),
  };
}
