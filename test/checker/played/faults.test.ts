/** The violation that a counterexample shows is there again when peers of the simulator play it. */
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/checker/models/registry.js';
import type { PeerNetwork, Stage } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { playPath, wayOf } from '../../../src/checker/played/play-path.js';
import { scheduleOf } from '../../../src/checker/told/schedule.js';
import { firstWitness } from '../../support/first-witness.js';
import { faults } from '../../support/model-faults.js';

const networks = new Map<string, PeerNetwork>(
  models.flatMap(({ name, sized, network }) => {
    return network === undefined ? [] : [[name, network(sized?.default ?? 0)] as const];
  }),
);
const pairs = Object.entries(faults).flatMap(([name, planted]) =>
  Object.keys(planted).flatMap((id) => {
    const found = networks.get(name)!.properties.find((property) => property.id === id);
    return found?.kind === 'always' || (id === 'SYS-I3' && networks.has(name))
      ? [[name, id] as const]
      : [];
  }),
);

/** Those that the invariants of the simulator see too, at the same step. */
const WATCHED = new Set([
  'handshake LINK-I1',
  'handshake LINK-I2',
  'transfer PUSH-I6',
  'delivery DELV-I1',
  'delivery-with-return ELEC-I2',
  'isolation CHAN-I2',
  'isolation CHAN-I4',
  'isolation CHAN-I8',
  'isolation MEMB-I4',
]);

/** A planted fault is there from the end of the prologue on: that of a network on which nothing happens says so. */
function switchOf({ prologue }: PeerNetwork) {
  const stop = () => {
    throw new Error('the prologue has begun');
  };
  const every = (what: () => void): Stage => ({
    start: what,
    feed: what,
    fire: what,
    settle: what,
    lose: what,
    crash: what,
  });
  return {
    on: () => prologue(every(() => {})),
    off: () => expect(() => prologue(every(stop))).toThrow('the prologue has begun'),
  };
}

describe('a counterexample in the simulator', () => {
  it.each(pairs)('CHEK-113: %s: breaks %s there too', (name, id) => {
    const faulty = faults[name]![id]!(networks.get(name)!);
    const properties = faulty.properties.filter((property) => property.id === id);
    const model = peerModel({ ...faulty, properties });
    const schedule = scheduleOf(model, firstWitness(model, id));
    expect(schedule.length).toBeGreaterThan(0);
    const fault = switchOf(faulty);
    const violatedBy = (steps: readonly number[]) => {
      fault.off();
      const path = { way: wayOf(model, steps), property: id, loopFrom: undefined };
      const { violated, run } = playPath(model, path, { onStep: fault.on });
      if (WATCHED.has(`${name} ${id}`) && steps === schedule)
        expect(run.breaches.map((one) => one.id)).toContain(id);
      return violated.map((one) => ({ id: one.id, atMs: one.atMs }));
    };
    expect(violatedBy(schedule)).toEqual([{ id, atMs: 1_000 * schedule.length }]);
    // One step before, it still holds.
    expect(violatedBy(schedule.slice(0, -1))).toEqual([]);
  });
});
