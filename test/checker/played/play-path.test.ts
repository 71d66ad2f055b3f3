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
