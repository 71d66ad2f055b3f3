/** A drawn path of every model of peers, played by the simulator: step by step its peers come to what the model says. */
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/checker/models/registry.js';
import type { PeerModel } from '../../../src/checker/peers/peer-model.js';
import { playPath, wayOf } from '../../../src/checker/played/play-path.js';
import { scheduleOf } from '../../../src/checker/told/schedule.js';
import { canonical } from '../../../src/peer/image.js';
import { drawnPath } from '../../support/drawn-path.js';

const made = models.map(({ name, sized, make }) => ({ name, model: make(sized?.default ?? 0) }));
const ofPeers = made.filter(({ model }) => 'view' in model);
describe('a drawn path', () => {
  it.each(ofPeers)(
    'CHEK-112: of $name is played by the simulator, and comes to the same',
    ({ model }) => {
      const peers = model as PeerModel;
      for (const seed of [7, 8, 9]) {
        const path = drawnPath(peers, { seed, steps: 24 });
        const { run, violated } = playPath(peers, {
          way: wayOf(peers, scheduleOf(model, path)),
          property: undefined,
          loopFrom: undefined,
        });
        expect(violated).toEqual([]);
        expect(run.breaches).toEqual([]);
        const { state } = path.at(-1)!;
        for (const [peer, { name }] of peers.view.people.entries()) {
          const of = peers.view.stateOf(state, peer);
          expect(run.stage.simulation.isRunning(name)).toBe(of !== undefined);
          if (of !== undefined)
            expect(canonical(run.stage.simulation.peer(name).state)).toBe(canonical(of));
        }
      }
    },
  );
});

describe('a path that is played', () => {
  const madeOf = (name: string) => ofPeers.find((one) => one.name === name)!.model as PeerModel;
  const wayIn = (model: PeerModel, steps: number) =>
    wayOf(model, scheduleOf(model, drawnPath(model, { seed: 8, steps })));
  const shows = { property: undefined, loopFrom: undefined };

  it('CHEK-112: ends where a peer decides otherwise than in the model', () => {
    const model = madeOf('election');
    const way = wayIn(model, 8);
    const at = way.findIndex(({ done }) => done.traces.length > 0);
    const altered = way.map((stop, index) =>
      index === at ? { ...stop, done: { ...stop.done, traces: [] } } : stop,
    );
    expect(() => playPath(model, { ...shows, way: altered })).toThrow(
      new RegExp(`^step ${at + 1}: p\\d\\.A decides .*, and \\[\\] in the model$`),
    );
    // An act that is left out is missed by those after it.
    const shorter = way.toSpliced(0, 1);
    expect(() => playPath(model, { ...shows, way: shorter })).toThrow();
  });

  it('CHEK-112: puts blocks into ledgers, and tells who looks on', () => {
    const model = madeOf('delivery-with-return');
    const way = wayIn(model, 12);
    const told: string[] = [];
    const { run } = playPath(
      model,
      { ...shows, way },
      {
        observers: [
          {
            committed: ({ node, number, refusal }) =>
              void told.push(`${node.name} ${number} ${refusal}`),
          },
        ],
      },
    );
    // Both have fetched one before the path begins.
    expect(told.slice(0, 2)).toEqual(['p1.A 1 undefined', 'p2.A 1 undefined']);
    for (const name of ['p1.A', 'p2.A'])
      expect(run.stage.simulation.node(name).ledgers.get('ch1')!.height).toBeGreaterThan(1n);
  });
});
