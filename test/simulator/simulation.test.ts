/** Membership of small simulated networks: views meet, the dead are noticed, the returned are known again. */
import { describe, expect, it } from 'vitest';
import { membershipOf } from '../../src/peer/peer.js';
import type { TraceLine } from '../../src/peer/trace.js';
import { simulationOf } from '../support/symbolic-peers.js';

const names = ['p1.A', 'p2.A', 'p3.A'];
const bootstrap = () => ({ bootstrap: ['p1.A:7000'] });

function network(onTrace: (line: TraceLine) => void = () => {}) {
  const simulation = simulationOf(names, { seed: 1, onTrace }, bootstrap);
  for (const name of names) simulation.start(name);
  return simulation;
}
const view = (simulation: ReturnType<typeof network>, name: string) =>
  membershipOf(simulation.peer(name))
    .map(({ endpoint, state }) => `${endpoint} ${state}`)
    .sort();

describe('simulation: membership', () => {
  it('MEMB-31: every view has every other peer', () => {
    const simulation = network();
    simulation.advance(20_000);
    expect(view(simulation, 'p2.A')).toEqual(['ext.p1.A:7000 alive', 'ext.p3.A:7002 alive']);
    expect(view(simulation, 'p3.A')).toEqual(['ext.p1.A:7000 alive', 'ext.p2.A:7001 alive']);
  });
  it('MEMB-I6: a killed peer is dead in every view; MEMB-I7: and alive again after its return', () => {
    const simulation = network();
    simulation.advance(20_000);
    simulation.kill('p2.A');
    simulation.advance(30_000);
    expect(view(simulation, 'p1.A')).toContain('ext.p2.A:7001 dead');
    expect(view(simulation, 'p3.A')).toContain('ext.p2.A:7001 dead');
    simulation.start('p2.A');
    simulation.advance(30_000);
    expect(view(simulation, 'p1.A')).toContain('ext.p2.A:7001 alive');
    expect(view(simulation, 'p3.A')).toContain('ext.p2.A:7001 alive');
  });
  it('is repeated exactly by its seed', () => {
    const run = () => {
      const lines: string[] = [];
      network((line) => lines.push(JSON.stringify(line))).advance(60_000);
      return lines;
    };
    expect(run()).toEqual(run());
  });
});
