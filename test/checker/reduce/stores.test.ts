/** Stores whose order nobody reads: who differs in it alone does the same, step by step and for ever. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { Model, StateVector } from '../../../src/checker/model.js';
import { election } from '../../../src/checker/models/election.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import { identities } from '../../../src/checker/models/identities.js';
import { isolation } from '../../../src/checker/models/isolation.js';
import { membership } from '../../../src/checker/models/membership.js';
import { pull } from '../../../src/checker/models/pull.js';
import { silence } from '../../../src/checker/models/silence.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { unreadStores } from '../../../src/checker/peers/stores.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { visitSteps } from '../../../src/checker/told/schedule.js';
import { everyState } from '../../support/orbits.js';

const networks: Readonly<Record<string, PeerNetwork>> = {
  handshake: { ...handshake('fabric-3.1'), budget: { timers: 1, losses: 1, crashes: 1 } },
  'handshake with a return': {
    ...handshake('hardened'),
    budget: { timers: 1, crashes: 1, restarts: 1 },
  },
  election: election(3, 'fabric-3.1', { timers: 1, losses: 1 }),
  membership: membership({ timers: 1, ages: 1 }),
  silence: silence(),
  pull: pull({ timers: 3 }),
  identities: identities({ timers: 1, ages: 1 }),
  isolation: isolation({ timers: 1 }),
};

function inOrder(model: Model, state: StateVector): string {
  const copy = state.slice();
  model.putInOrder!(copy);
  return copy.join();
}

/** What can be done in a state, and where it leads but for orders: each step once. */
function stepsFrom(model: Model, state: StateVector): string[] {
  const steps: string[] = [];
  visitSteps(model, state, (_, next) => {
    steps.push(`${model.label()} to ${inOrder(model, next)}`);
  });
  return steps.sort();
}

const factsAt = ({ properties }: Model, state: StateVector): string =>
  properties.map(({ id, holds }) => `${id} ${holds(state)}`).join();

/** Where a state and the one that stands for it do not do the same. */
function flawsOf(model: Model): { flaws: string[]; changed: number } {
  const flaws: string[] = [];
  let changed = 0;
  for (const state of everyState(model).values()) {
    const other = state.slice();
    model.putInOrder!(other);
    if (other.join() === state.join()) continue;
    changed += 1;
    if (inOrder(model, other) !== other.join())
      flaws.push('what is in order is put in order again');
    if (factsAt(model, state) !== factsAt(model, other)) flaws.push('a property sees an order');
    const [own, its] = [stepsFrom(model, state), stepsFrom(model, other)];
    if (own.join('\n') !== its.join('\n')) flaws.push('steps differ');
  }
  return { flaws: [...new Set(flaws)], changed };
}

describe('a network whose stores are put in order', () => {
  it.each(Object.keys(networks))('CHEK-102: %s: does the same in every state', (name) => {
    const { flaws, changed } = flawsOf(peerModel(networks[name]!));
    expect(flaws).toEqual([]);
    expect(changed).toBeGreaterThan(0);
  });

  it.each(Object.keys(networks))('CHEK-102: %s: has the states of the whole', (name) => {
    const model = peerModel(networks[name]!);
    const { model: few, on } = reduced(model, ['stores']);
    expect(on).toEqual(['stores']);
    const [whole, left] = [everyState(model), everyState(few)];
    const stand = new Set([...whole.values()].map((state) => inOrder(model, state)));
    expect(new Set([...left.values()].map((state) => state.join()))).toEqual(stand);
    expect(left.size).toBeLessThan(whole.size);
    const verdicts = [model, few].map((one) => {
      const exploration = createExploration(one);
      while (exploration.advance(10_000));
      return exploration.judgements.map(({ verdict }) => verdict);
    });
    expect(verdicts[1]).toEqual(verdicts[0]);
  });

  it('CHEK-102: the elections of three have few states more than the module in TLA+', () => {
    const exploration = createExploration(
      reduced(peerModel(election(3, 'fabric-3.1', { timers: 2 })), ['stores']).model,
    );
    while (exploration.advance(10_000));
    expect(exploration.summary).toMatchObject({ distinct: 14_545, generated: 51_090 });
  });

  it('CHEK-87: its paths are those of the model as it is', () => {
    const model = peerModel(networks.handshake!);
    const few = reduced(model, ['stores']);
    const exploration = createExploration(few.model);
    while (exploration.advance(10_000));
    const path = few.unreduced(exploration.pathTo(exploration.summary.distinct - 1));
    for (const [at, { state, label }] of path.slice(1).entries()) {
      const steps: string[] = [];
      visitSteps(model, path[at]!.state, (_, next) => {
        steps.push(`${model.label()} to ${next.join()}`);
      });
      expect(steps).toContain(`${label} to ${state.join()}`);
    }
  });
});

describe('an order that is read', () => {
  it('CHEK-102: is found out', () => {
    const wrong: typeof unreadStores = (state, parameters) => [
      ...unreadStores(state, parameters),
      ...[...state.channels.values()].map(({ stateInfos }) => stateInfos),
    ];
    // A snapshot lists StateInfos in the order of the store.
    expect(flawsOf(peerModel({ ...networks.isolation!, unread: wrong })).flaws).toContain(
      'steps differ',
    );
  });

  it('CHEK-103: is reported where a store is full', () => {
    const network = networks.election!;
    const peers = network.peers.map((part) => ({
      ...part,
      options: { ...part.options, parameters: { ...part.options.parameters, membersMax: 2 } },
    }));
    expect(() => everyState(reduced(peerModel({ ...network, peers }), ['stores']).model)).toThrow(
      'CHEK-103',
    );
  });
});
