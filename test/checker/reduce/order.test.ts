/**
 * The partial-order reduction against the whole: drawn systems, networks of peers, and reductions that are wrong on
 * purpose and have to be found out.
 */

import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { Model } from '../../../src/checker/model.js';
import { delivery } from '../../../src/checker/models/delivery.js';
import { election } from '../../../src/checker/models/election.js';
import { identities } from '../../../src/checker/models/identities.js';
import { membershipWithStranger } from '../../../src/checker/models/membership.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { type Independence, ordered } from '../../../src/checker/reduce/order.js';
import { fc } from '../../support/drawing.js';
import {
  type Drawing,
  drawnProcesses,
  isLoss,
  PROCESSES,
  processesThat,
  processModel,
} from '../../support/drawn-processes.js';
import { oneOfTwo } from '../../support/one-of-two.js';
import { everyState, successorsOf } from '../../support/orbits.js';

/** What a reduction has to keep: verdicts, states without a step, and the states of each single peer. */
function keptOf(model: Model, peers: number) {
  const states = everyState(model);
  const terminal = [...states].filter(([, state]) => successorsOf(model, state).length === 0);
  const verdicts = model.properties.map(({ kind, holds }) =>
    [...states.values()][kind === 'always' ? 'every' : 'some'](holds),
  );
  const locals = Array.from({ length: peers }, (_, peer) =>
    [...new Set([...states.values()].map((state) => state[peer]!))].sort((a, b) => a - b),
  );
  return { count: states.size, verdicts, terminal: terminal.map(([key]) => key).sort(), locals };
}

/** Whether the two differ in what has to be kept, for a system. */
function differs(model: Model, independence: Independence): boolean {
  const whole = keptOf(model, PROCESSES);
  const few = keptOf(ordered(model, independence), PROCESSES);
  return (
    JSON.stringify([whole.verdicts, whole.terminal]) !==
    JSON.stringify([few.verdicts, few.terminal])
  );
}

describe('drawn systems', () => {
  it('CHEK-82, CHEK-83, CHEK-84: keep verdicts, last states and the states of each process', () => {
    let whole = 0;
    let few = 0;
    fc.assert(
      fc.property(drawnProcesses, (drawing) => {
        const model = processModel(drawing);
        const before = keptOf(model, PROCESSES);
        fc.pre(before.count < 800);
        const after = keptOf(ordered(model, model.independence!), PROCESSES);
        whole += before.count;
        few += after.count;
        expect({ ...after, count: 0 }).toEqual({ ...before, count: 0 });
      }),
      { numRuns: 80 },
    );
    expect(few).toBeLessThan(0.9 * whole);
  });
});

describe('a reduction that is wrong', () => {
  it('CHEK-86: may go round for ever, and never come to what matters', () => {
    const model = processModel(toAndFro);
    const { independence } = model;
    expect(differs(model, independence!)).toBe(false);
    expect(differs(model, { ...independence!, rankOf: falling() })).toBe(true);
  });

  const facts = (...seen: readonly number[]) =>
    Array.from({ length: 9 }, (_, at) => seen.includes(at));

  it.each<[string, string, Drawing, Partial<Independence>]>([
    [
      'CHEK-83',
      'that nobody hears of anything',
      {
        // 1 tells 2, which tells 0 something that it takes only as long as it has not taken what waits for it.
        table: processesThat({
          '0 0 1': { to: 1 },
          '0 0 2': { to: 2 },
          '1 0 0': { to: 1, whom: 1 },
          '2 0 1': { to: 1, whom: 1, message: 1 },
        }),
        sends: 1,
        queued: [{ from: 1, to: 0, message: 0 }],
        facts: facts(2),
        target: [true, false, false],
      },
      { reaches: () => false },
    ],
    [
      'CHEK-84',
      'that no property sees a step',
      {
        // What is sought: 0 has not taken its message, and 1 has ticked.
        table: processesThat({ '0 0 1': { to: 1 }, '1 0 0': { to: 1 } }),
        sends: 0,
        queued: [{ from: 1, to: 0, message: 0 }],
        facts: facts(0, 4),
        target: [true, true, false],
      },
      { isVisible: () => false },
    ],
    [
      'CHEK-83',
      'that nobody can bring anything new',
      {
        // 1 tells 0 what it takes only as long as it has not taken what waits for it.
        table: processesThat({
          '0 0 1': { to: 1 },
          '0 0 2': { to: 2 },
          '1 0 0': { to: 1, whom: 2, message: 1 },
        }),
        sends: 1,
        queued: [{ from: 2, to: 0, message: 0 }],
        facts: facts(2),
        target: [true, false, false],
      },
      { feeds: () => false },
    ],
  ])('%s: one that takes it %s is found out', (_, __, drawing, wrong) => {
    const model = processModel(drawing);
    expect(differs(model, model.independence!)).toBe(false);
    expect(differs(model, { ...model.independence!, ...wrong })).toBe(true);
  });
});

it('CHEK-82: a reduction that takes a loss for a step of the sender is found out', () => {
  const model = processModel({
    // What is sought: 0 has lost its first message, and has taken the second.
    table: processesThat({ '0 0 1': { to: 1 }, '0 0 2': { to: 2 } }),
    sends: 0,
    losses: 1,
    queued: [
      { from: 1, to: 0, message: 0 },
      { from: 1, to: 0, message: 1 },
    ],
    facts: Array.from({ length: 9 }, (_, at) => at === 2),
    target: [true, false, false],
  });
  let isLost = false;
  const watched: Model = {
    ...model,
    expand(state, next, visit) {
      model.expand(state, next, () => {
        isLost = isLoss(state, next);
        visit();
      });
    },
  };
  const right = model.independence!;
  expect(differs(watched, right)).toBe(false);
  expect(differs(watched, { ...right, ownerOf: () => (isLost ? 1 : right.ownerOf()) })).toBe(true);
});

it('CHEK-86: a reduction that forgets that others may take from a budget is found out', () => {
  const { model, independence } = oneOfTwo();
  const whole = keptOf(model, 2);
  expect(whole.verdicts).toEqual([true]);
  expect(keptOf(ordered(model, independence), 2)).toEqual(whole);
  const forgetful = keptOf(ordered(model, { ...independence, spends: () => false }), 2);
  expect(forgetful.verdicts).toEqual([false]);
});

/** 0 ticks to and fro unseen; what is sought waits at 1. */
const toAndFro: Drawing = {
  table: processesThat({ '0 0 0': { to: 1 }, '0 1 0': { to: 0 }, '1 0 0': { to: 1 } }),
  sends: 0,
  queued: [],
  facts: Array.from({ length: 9 }, (_, at) => at === 4),
  target: [false, true, false],
};

/** Less each time that it is asked. */
function falling(): () => number {
  let rank = 1e9;
  return () => {
    rank -= 1;
    return rank;
  };
}

describe('networks of peers', () => {
  it.each([
    ['two peers', 2, 2],
    ['three peers', 3, 1],
  ])('CHEK-82, CHEK-85: an election of %s keeps verdicts and last states', (_, size, timers) => {
    const model = peerModel(election(size, 'fabric-3.1', { timers }));
    const whole = keptOf(model, size);
    const few = keptOf(ordered(model, model.independence!), size);
    expect(few.count).toBeLessThan(whole.count);
    expect({ ...few, count: 0 }).toEqual({ ...whole, count: 0 });
  });

  it.each([
    ['identities', identities({ timers: 2 })],
    ['identities that are not used', identities({ timers: 1, ages: 1 })],
    ['a full membership', membershipWithStranger({ timers: 1, sayings: 1 })],
    ['delivery', { ...delivery({ timers: 2 }), nobodyDials: true }],
    ['delivery with an end', { ...delivery({ timers: 2, ends: 1, lies: 1 }), nobodyDials: true }],
  ])('CHEK-82, CHEK-85: %s: the same verdicts and last states', (_, network) => {
    const size = network.peers.length;
    const model = peerModel(network);
    const whole = keptOf(model, size);
    const few = keptOf(ordered(model, model.independence!), size);
    expect(few.count).toBeLessThan(whole.count);
    expect({ ...few, count: 0 }).toEqual({ ...whole, count: 0 });
  });

  it('CHEK-82: an election of three with two timers has fewer states and steps', () => {
    const model = peerModel(election(3, 'fabric-3.1', { timers: 2 }));
    const exploration = createExploration(ordered(model, model.independence!));
    while (exploration.advance(10_000));
    // The whole has 35,327 states and 113,827 steps (the table of chapter 17), and as many last states.
    expect(exploration.summary).toMatchObject({
      distinct: 29_467,
      generated: 74_040,
      terminal: 341,
    });
    expect(exploration.judgements.every(({ verdict }) => verdict === 'holds')).toBe(true);
  });

  it.each([
    ['a loss', 2, { timers: 3, losses: 1 }],
    ['two losses', 2, { timers: 3, losses: 2 }],
    ['a loss and a duplicate', 2, { timers: 3, losses: 1, duplicates: 1 }],
    ['three peers and a loss', 3, { timers: 1, losses: 1 }],
  ])(
    'CHEK-82, CHEK-86: an election with %s: the same verdicts and last states',
    (_, size, budget) => {
      const model = peerModel(election(size, 'fabric-3.1', budget));
      const whole = keptOf(model, size);
      const few = keptOf(ordered(model, model.independence!), size);
      expect(few.count).toBeLessThan(whole.count);
      expect({ ...few, count: 0 }).toEqual({ ...whole, count: 0 });
    },
  );

  it('CHEK-84: nothing is left out as long as a peer may crash, or return', () => {
    const budget = { timers: 1, crashes: 1, restarts: 1 };
    const model = peerModel(election(2, 'fabric-3.1', budget));
    const { independence } = model;
    const [first] = model.initial;
    const next = first!.slice();
    let isDown = false;
    expect(independence!.applies(first!)).toBe(false);
    model.expand(first!, next, () => {
      if (!model.label().endsWith('crashes')) return;
      isDown = true;
      expect(independence!.applies(next)).toBe(false);
    });
    expect(isDown).toBe(true);
  });

  it('CHEK-85: who dials though nobody should is found out', () => {
    const network = election(2, 'fabric-3.1', { timers: 2 });
    const endpoint = network.peers[1]!.options.endpoint;
    const peers = network.peers.map((part, peer) =>
      peer === 0 ? { ...part, commands: [{ type: 'link.requested', endpoint } as const] } : part,
    );
    const model = peerModel({ ...network, peers });
    const few = ordered(model, model.independence!);
    expect(() => everyState(few)).toThrow('nobodyDials, and p1.A dials');
  });
});
