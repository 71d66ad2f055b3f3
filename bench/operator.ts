/**
 * The network of an operator who told of it, 90 peers of 5 organisations on 25 channels, and what stalls and
 * losses do to it: how many peers that are there are declared dead.
 *
 *   npm run bench -- operator           two minutes of virtual time of each trouble
 *   npm run bench -- operator 1440      a day of each
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

/** Until everybody has heard of everybody, ms. */
const WARM_UP_MS = 25_000;
const DAY_MS = 24 * 60 * 60_000;

export interface Troubled {
  readonly trouble: string;
  readonly falseDeaths: number;
  readonly deliveries: number;
  readonly virtualMs: number;
  readonly cpuSeconds: number;
}

/** One after the other, each as soon as it is over. */
export function* measureTroubles(minutes: number, scenario: Scenario): Generator<Troubled> {
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
  let stalls = 0;
  for (const { name: trouble, stallMs, loss } of troubles) {
    const before = { deaths: deaths.falseDeathCount, deliveries, cpu: process.cpuUsage() };
    const lost = { share: loss };
    if (loss > 0) losses.add(lost);
    const virtualMs = minutes * 60_000;
    for (let ms = 0; ms < virtualMs; ms += STALL_EVERY_MS) {
      // One organisation after the other.
      const stalled = names[(stalls++ * 19) % names.length]!;
      if (stallMs > 0) simulation.pause(stalled, simulation.clock.now() + stallMs);
      simulation.advance(Math.min(STALL_EVERY_MS, virtualMs - ms));
    }
    losses.delete(lost);
    const cpu = process.cpuUsage(before.cpu);
    yield {
      trouble,
      falseDeaths: deaths.falseDeathCount - before.deaths,
      deliveries: deliveries - before.deliveries,
      virtualMs,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
    };
  }
}

export function* run([minutes = 2]: readonly number[] = []): Generator<BenchRow> {
  for (const measured of measureTroubles(minutes, operatorNetwork())) {
    const { trouble, falseDeaths, deliveries, virtualMs, cpuSeconds } = measured;
    const aDay = Math.round((falseDeaths * DAY_MS) / virtualMs);
    yield {
      name: `90 peers, 25 channels, ${trouble}`,
      ratio: `${(virtualMs / 1_000 / cpuSeconds).toFixed(1)}×`,
      detail: [
        'real time',
        `${Math.round(deliveries / cpuSeconds).toLocaleString('en')} deliveries a second of CPU`,
        `${falseDeaths} false deaths in ${minutes} min, ${aDay.toLocaleString('en')} a day if it goes on`,
      ].join(', '),
    };
  }
}
