/** What stalls and losses do to a network: how many peers that are there are declared dead. */
import { createSeededBits } from '../../src/simulator/choose-seeded.js';
import { measureMembership } from '../../src/simulator/measure/membership.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { createNetwork, SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { peerNames, type Scenario } from '../../src/simulator/scenario/scenario.js';

/** A stall: one peer does nothing for so long, another one in each STALL_EVERY_MS. */
export interface Trouble {
  readonly name: string;
  readonly stallMs: number;
  /** Share of all envelopes that is lost. */
  readonly loss: number;
}

/** Each peer stalls once an hour. */
const STALL_EVERY_MS = 40_000;

/**
 * When stalls begin, ms: one in each STALL_EVERY_MS, at a drawn instant. At equal intervals, which are a multiple of
 * those of heartbeats, a peer would stall with its heartbeat at the same phase each hour.
 */
export function* stallInstants(seed: number): Generator<number, never> {
  const bits = createSeededBits(seed);
  for (let stall = 0; ; stall++) yield stall * STALL_EVERY_MS + (bits() % STALL_EVERY_MS);
}

export const troubles: readonly Trouble[] = [
  { name: 'no trouble', stallMs: 0, loss: 0 },
  { name: 'a stall of 20 s an hour and peer', stallMs: 20_000, loss: 0 },
  { name: 'a stall of 30 s an hour and peer', stallMs: 30_000, loss: 0 },
  { name: 'a loss of 30 %', stallMs: 0, loss: 0.3 },
];

/** Until everybody has heard of everybody, and more than aliveExpirationTimeout after, ms. */
const WARM_UP_MS = 60_000;
export const MINUTE_MS = 60_000;

/** What a network has lived through since the trouble began. */
export interface Lived {
  readonly falseDeaths: number;
  /** Those of them of whom nothing was heard for too long. */
  readonly silent: number;
  readonly deliveries: number;
  readonly minutes: number;
  readonly cpuSeconds: number;
}

/** A network of its own lives through one trouble. Told when it begins, after a minute of warming up, and after each minute of it. */
export function* liveThrough(
  { stallMs, loss }: Trouble,
  minutes: number,
  scenario: Scenario,
): Generator<Lived> {
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
  const lived = (minute: number): Lived => {
    const cpu = process.cpuUsage(cpuBefore);
    return {
      falseDeaths: deaths.falseDeathCount - before.deaths,
      silent: deaths.silentCount - before.silent,
      deliveries,
      minutes: minute,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
    };
  };
  yield lived(0);
  const instants = stallInstants(scenario.seed);
  let stallDueMs = beginMs + instants.next().value;
  let stalls = 0;
  for (let minute = 1; minute <= minutes; minute++) {
    const endMs = beginMs + minute * MINUTE_MS;
    while (simulation.clock.now() < endMs) {
      if (simulation.clock.now() >= stallDueMs) {
        // One organisation after the other.
        const stalled = names[(stalls++ * 19) % names.length]!;
        if (stallMs > 0) simulation.pause(stalled, simulation.clock.now() + stallMs);
        stallDueMs = beginMs + instants.next().value;
      }
      simulation.advance(Math.min(stallDueMs, endMs) - simulation.clock.now());
    }
    yield lived(minute);
  }
}
