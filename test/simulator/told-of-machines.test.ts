/** Who asks for the steps of some machines alone hears of all of them, and makes nobody report more. */
import { expect, it } from 'vitest';
import type { Trace } from '../../src/peer/trace.js';
import { measureMembership } from '../../src/simulator/measure/membership.js';
import type { SimulationObserver } from '../../src/simulator/node.js';
import { createNetwork, SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import { scenarioOf } from '../../src/simulator/scenario/scenario.js';

interface Heard {
  readonly traces: readonly Trace[];
  readonly falseDeaths: number;
}

/** Nine peers, one of which stalls for longer than aliveExpirationTimeout. `others`: who listens besides. */
function heardBy(observer: SimulationObserver, others: readonly SimulationObserver[] = []): Heard {
  const traces: Trace[] = [];
  const deaths = measureMembership(() => network, SCENARIO_START_MS);
  const network = createNetwork(
    scenarioOf({ organisations: [{ name: 'Org1', peers: 9, region: '', hidden: 0 }] }),
    {
      observers: [
        deaths.observer,
        { ...observer, trace: (_, trace) => void traces.push(trace) },
        ...others,
      ],
    },
  );
  const { simulation } = network;
  // One after the other, so that their heartbeats do not come all at once.
  for (const name of network.names) {
    network.start(name);
    simulation.advance(700);
  }
  simulation.advance(20_000);
  simulation.pause('peer1.Org1', simulation.clock.now() + 40_000);
  simulation.advance(60_000);
  return { traces, falseDeaths: deaths.falseDeathCount };
}

const ofMembers = (trace: Trace) => trace.kind === 'step' && trace.machine === 'member';

it('hears the steps of those machines, and of no other', () => {
  const everything = heardBy({});
  const some = heardBy({ machines: new Set(['member']) });
  expect(some.traces.length).toBeGreaterThan(4);
  expect(some.traces).toEqual(everything.traces.filter(ofMembers));
  expect(everything.traces.length).toBeGreaterThan(some.traces.length);
});

it('what is measured is the same', () => {
  const some = heardBy({ machines: new Set(['member']) });
  expect(some.falseDeaths).toBeGreaterThan(0);
  expect(some.falseDeaths).toBe(heardBy({}).falseDeaths);
});

it('where another asks for everything, all hear it', () => {
  const some = heardBy({ machines: new Set(['member']) }, [{ trace() {} }]);
  expect(some.traces.some((trace) => !ofMembers(trace))).toBe(true);
});
