/** Models that do not do the same again, planted, and found. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { createExploration } from '../../src/checker/explore.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import type { MachineSystem } from '../../src/checker/machines/system.js';
import type { Model } from '../../src/checker/model.js';
import { handshake } from '../../src/checker/models/handshake.js';
import { models } from '../../src/checker/models/registry.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import type { PeerStep } from '../../src/checker/peers/network.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import { levelDefect, verified } from '../../src/checker/verified.js';
import { step } from '../../src/peer/peer.js';
import type { SignedMessage } from '../../src/wire/envelope.js';

interface Counting {
  readonly count: number;
  readonly deep: { readonly list: number[] };
  readonly bytes: Uint8Array;
}

/** A machine that counts to six, by as much as `by` says. */
function counting(
  by: (count: number) => number,
  onto: (context: Counting, event: object) => void = () => {},
) {
  const machine = setup({
    types: {} as { context: Counting; events: { type: 'on' } },
    guards: { isLow: ({ context }) => context.count < 6 },
    actions: {
      count: assign(({ context, event }) => {
        onto(context, event);
        return { count: context.count + by(context.count) };
      }),
    },
  }).createMachine({
    id: 'counting',
    context: () => ({ count: 0, deep: { list: [0] }, bytes: new Uint8Array(1) }),
    on: { on: { guard: 'isLow', actions: 'count' } },
  });
  const system: MachineSystem = {
    name: 'counting',
    actors: ['one', 'other'].map((name) => ({ name, machine, happenings: [{ type: 'on' }] })),
    network: 'kept',
    properties: [],
  };
  return machineModel(system);
}

function explored(model: Model) {
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  return exploration.summary;
}
function verify(model: Model, share = 1) {
  const distrusted = verified(model, model, share);
  return { distinct: explored(distrusted.model).distinct, distrusted };
}

describe('a model that is distrusted', () => {
  it.each([
    ['two-phase-commit', 4, 0.3],
    ['textbook-election', 2, 0.3],
    ['handshake', 0, 0.03],
    ['election', 2, 0.3],
  ] as const)(
    'CHEK-56: %s does the same again',
    (name, size, share) => {
      const { make } = models.find((model) => model.name === name)!;
      const { distrusted } = verify(make(size), share);
      expect(distrusted.defect).toBeUndefined();
      expect(distrusted.rechecked).toBeGreaterThan(10);
    },
    60_000,
  );

  it('CHEK-56: as many states are tried as is said', () => {
    const { distinct, distrusted } = verify(machineModel(twoPhaseCommit(4)), 0.1);
    expect(distrusted.rechecked).toBeGreaterThan(0.09 * distinct);
    expect(distrusted.rechecked).toBeLessThan(0.11 * distinct + 2);
  });

  it('CHEK-56: an action that counts its calls is found', () => {
    let calls = 0;
    const { distrusted } = verify(counting(() => 1 + (calls++ % 2)));
    expect(distrusted.defect).toContain('does not do with {"type":"on"} what it did before');
    expect(verify(counting(() => 1)).distrusted.defect).toBeUndefined();
  });

  it.each([
    ['its context', (context: Counting) => Object.assign(context, { note: 'was here' })],
    ['what that holds', ({ deep }: Counting) => deep.list.push(1)],
    ['its event', (_: Counting, event: object) => Object.assign(event, { note: 'was here' })],
  ])('CHEK-58: an action that writes into %s ends the exploration', (_, onto) => {
    const writes = () => explored(counting(() => 1, onto));
    expect(writes).toThrow(/CHEK-10: counting at on: Cannot add property/);
  });

  it('CHEK-56: one that writes into what cannot be frozen is found', () => {
    const writes = counting(
      () => 1,
      ({ bytes }) => bytes.fill(7),
    );
    expect(verify(writes).distrusted.defect).toContain('one does not do');
  });

  it.each([
    ['the message', ({ message }: SignedMessage) => Object.assign(message, { nonce: 7n })],
    ['the bytes', ({ bytes }: SignedMessage) => bytes.fill(0, -1)],
  ])('CHEK-56: a step that writes into %s that it gets is found', (_, write) => {
    const told = handshake('fabric-3.1');
    const defectOf = (step: PeerStep) => {
      const peers = told.peers.map((part) => ({ ...part, step }));
      return verify(peerModel({ ...told, peers, budget: { timers: 0 } })).distrusted.defect;
    };
    const writes: PeerStep = (peer, input, atMs, choose) => {
      const effects = step(peer, input, atMs, choose);
      // A second time it writes the same: its own steps do not differ.
      if (input.type === 'envelope.received') write(input.message as SignedMessage);
      return effects;
    };
    expect(defectOf(step)).toBeUndefined();
    expect(defectOf(writes)).toContain('does not do what it did before');
  });

  it('CHEK-57: a model that follows from what was before it is found', () => {
    let instances = 0;
    const make = () => {
      instances += 1;
      const step = instances === 2 ? 2 : 1;
      return counting(() => step);
    };
    const [one, other, third] = [explored(make()), explored(make()), explored(make())];
    expect(levelDefect(one.levels, other.levels)).toMatch(/^level \d+ has/);
    expect(levelDefect(one.levels, third.levels)).toBeUndefined();
  });

  it('CHEK-57: so are other states of the same number', () => {
    const [low, high] = [
      explored(counting(() => 3)),
      explored(counting((count) => 4 - (count % 2))),
    ];
    expect(low.levels.map(({ count }) => count)).toEqual(high.levels.map(({ count }) => count));
    expect(levelDefect(low.levels, high.levels)).toContain('other states');
  });
});
