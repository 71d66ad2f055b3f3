/** Elements of membership responses that lack something, and what becomes of those after them. */
import { describe, expect, it } from 'vitest';
import {
  aliveMessage,
  emptyMessage,
  membershipResponse,
  reenveloped,
} from '../support/gossip-builders.js';
import { createScene, verdictsIn } from '../support/scene.js';

const unsigned = () =>
  reenveloped({ ...aliveMessage('bob.A').envelope, signature: new Uint8Array() });

function answered(lists: Parameters<typeof membershipResponse>[0]) {
  const scene = createScene();
  const link = scene.connect('ann.A');
  scene.taken();
  scene.receive(link, membershipResponse(lists));
  return { members: scene.members(), verdicts: verdictsIn(scene.taken()) };
}

describe('membership responses: elements', () => {
  it('MEMB-36: an unsigned alive message is rejected and those after it are applied', () =>
    expect(
      answered({ alive: [unsigned(), aliveMessage('cat.A')], dead: [aliveMessage('dan.A')] }),
    ).toEqual({ members: { 'cat.A': 'alive', 'dan.A': 'dead' }, verdicts: ['reject MEMB-D4'] }));
  it('MEMB-37: the same among the dead', () =>
    expect(answered({ dead: [unsigned(), aliveMessage('cat.A')] })).toEqual({
      members: { 'cat.A': 'dead' },
      verdicts: ['reject MEMB-D4'],
    }));
  it('MEMB-38: what is no alive message ends the response, both lists', () =>
    expect(
      answered({ alive: [emptyMessage(), aliveMessage('cat.A')], dead: [aliveMessage('dan.A')] }),
    ).toEqual({ members: {}, verdicts: ['reject MEMB-D32'] }));
});
