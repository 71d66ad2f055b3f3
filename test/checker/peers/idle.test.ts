/** Messages that nothing comes of in a network of peers: without them peers come to the same states, each and together. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { Model } from '../../../src/checker/model.js';
import { isolation } from '../../../src/checker/models/isolation.js';
import {
  membership,
  membershipOfThree,
  membershipWithStranger,
} from '../../../src/checker/models/membership.js';
import { pull } from '../../../src/checker/models/pull.js';
import { transfer } from '../../../src/checker/models/transfer.js';
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { canonical, capture } from '../../../src/peer/image.js';
import { step } from '../../../src/peer/peer.js';
import { decodedOf } from '../../../src/peer/received.js';
import type { SignedMessage } from '../../../src/wire/envelope.js';
import { everyState } from '../../support/orbits.js';

const networks: Readonly<Record<string, PeerNetwork>> = {
  membership: membership({ timers: 1, ages: 1 }),
  'membership of three': membershipOfThree({ timers: 1, sayings: 1 }),
  'membership of three with a crash': membershipOfThree({
    timers: 0,
    crashes: 1,
    restarts: 1,
    sayings: 1,
  }),
  'membership of three with losses': membershipOfThree({ timers: 1, losses: 1, duplicates: 1 }),
  'membership with a stranger': membershipWithStranger({ timers: 0, sayings: 2 }),
  transfer: transfer({ timers: 1, sayings: 1 }),
  'pull with a liar': pull({ timers: 2, losses: 1, sayings: 1 }),
  isolation: isolation({ timers: 1 }),
};

/** The states that honest peers come to, together; and the verdicts. */
function keptOf(network: PeerNetwork, model: Model) {
  const states = [...everyState(model).values()];
  const honest = network.peers.flatMap(({ villain }, peer) => (villain ? [] : [peer]));
  const together = [
    ...new Set(states.map((state) => honest.map((peer) => state[peer]!).join())),
  ].sort();
  const verdicts = model.properties.map(({ id, kind, holds }) => [
    id,
    states[kind === 'always' ? 'every' : 'some']((state) => holds(state)),
  ]);
  return { count: states.length, together, verdicts };
}

/** What is wrong with what the network says of idle messages; each step of each peer is looked at once. */
function flawsOf(network: PeerNetwork): string[] {
  const flaws: string[] = [];
  const met = new Map<string, SignedMessage>();
  const peers = network.peers.map((part) => ({
    ...part,
    step: ((peer, input, atMs, choose) => {
      const before = capture(peer);
      const told = input.type === 'envelope.received' ? decodedOf(input.message) : undefined;
      const signed = told?.verdict === 'accept' ? told.value : undefined;
      const effects = step(peer, input, atMs, choose);
      if (signed !== undefined) met.set(canonical(signed.bytes), signed);
      const isIdle = signed !== undefined && network.idle!(before, signed);
      const isQuiet = effects.every(({ type }) => type === 'report');
      if (isIdle && !(isQuiet && canonical(before) === canonical(peer.state)))
        flaws.push(`${part.name}: something comes of what is idle`);
      for (const one of met.values())
        if (network.idle!(before, one) && !network.idle!(peer.state, one))
          flaws.push(`${part.name}: what was idle is so no longer`);
      return effects;
    }) as typeof step,
  }));
  const exploration = createExploration(peerModel({ ...network, peers }));
  while (exploration.advance(10_000));
  expect(exploration.summary.ended).toBe('all');
  return flaws;
}

describe('a network of peers without idle messages', () => {
  it.each(Object.keys(networks))('CHEK-81: %s: peers come to the same states together', (name) => {
    const network = networks[name]!;
    const model = peerModel(network);
    const { model: few, on } = reduced(model, ['noop']);
    expect(on).toEqual(['noop']);
    const [whole, left] = [keptOf(network, model), keptOf(network, few)];
    expect(left.count).toBeLessThan(whole.count);
    expect({ ...left, count: 0 }).toEqual({ ...whole, count: 0 });
  });

  it('CHEK-100: the membership of three with a heartbeat has fewer states', () => {
    const model = peerModel(membershipOfThree({ timers: 1, ages: 1, sayings: 1 }));
    const exploration = createExploration(reduced(model, ['noop']).model);
    while (exploration.advance(10_000));
    // The whole has 147,782 states and 849,202 steps (the table of chapter 17).
    expect(exploration.summary).toMatchObject({ distinct: 12_819, generated: 56_364 });
    expect(exploration.judgements.every(({ verdict }) => verdict === 'holds')).toBe(true);
  });

  it('CHEK-87: its paths are those of the model as it is', () => {
    const model = peerModel(membershipOfThree({ timers: 1, sayings: 1 }));
    const few = reduced(model, ['noop']);
    const exploration = createExploration(few.model);
    while (exploration.advance(10_000));
    for (const { witness } of exploration.judgements.filter(({ witness }) => witness !== undefined))
      checkPath(witness!);
    checkPath(exploration.summary.distinct - 1);

    function checkPath(to: number) {
      const path = few.unreduced(exploration.pathTo(to));
      expect(path[0]!.state).toEqual(model.initial[0]);
      for (const [at, { state }] of path.slice(1).entries()) {
        const next = path[at]!.state.slice();
        let isStep = false;
        model.expand(path[at]!.state, next, () => {
          isStep ||= next.join() === state.join();
        });
        expect(isStep).toBe(true);
      }
    }
  });
});

describe('what a network says of idle messages', () => {
  const three = membershipOfThree({ timers: 1, ages: 1 });
  const returning = membershipOfThree({ timers: 0, sayings: 1, crashes: 1, restarts: 1 });

  it('CHEK-81: is right in every step of every peer of the membership of three', () => {
    expect([...flawsOf(three), ...flawsOf(returning)]).toEqual([]);
  });

  it('CHEK-81: is found out where something comes of them, or would later', () => {
    const pushed = (_: unknown, { message }: SignedMessage) => message.content.case === 'aliveMsg';
    expect(flawsOf({ ...three, idle: pushed }).join()).toContain('something comes of');
    const timers = (timer: string, peer: string) =>
      peer === 'p1.A' && timer.startsWith('ticker/alive-store-sweep');
    const expiring = { ...three, ages: ['alive-store'] as const, timers };
    const budget = { timers: 2, ages: 2 };
    expect(flawsOf({ ...expiring, budget }).join()).toContain('is so no longer');
  });

  it('CHEK-81: one that is wrong is found out by what the peers come to', () => {
    const network = { ...three, idle: () => true };
    const model = peerModel(network);
    const whole = keptOf(network, model);
    const left = keptOf(network, reduced(model, ['noop']).model);
    expect(left.together).not.toEqual(whole.together);
  });
});
