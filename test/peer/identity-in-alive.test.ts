/** The identity in an alive message, where the message itself is rejected. */
import { describe, expect, it } from 'vitest';
import { aliveMessage } from '../support/gossip-builders.js';
import { createScene, verdictsIn } from '../support/scene.js';

describe('alive messages: the identity in them', () => {
  it.each([
    ['signature', { signer: 'bob.A' }, 'reject MEMB-D7'],
    ['signature of the secret', { secretSigner: 'bob.A' }, 'reject MEMB-D37'],
  ] as const)('MEMB-51: is stored although the %s is invalid', (_, wrong, verdict) => {
    for (const profile of ['fabric-2.5', 'fabric-3.1', 'hardened'] as const) {
      const scene = createScene({ profile });
      const link = scene.connect('dan.A');
      scene.taken();
      scene.receive(link, aliveMessage('ann.A', wrong));
      expect(verdictsIn(scene.taken())).toEqual([verdict]);
      expect(scene.knows('ann.A')).toBe(true);
      expect(scene.members()).toEqual({});
    }
  });
});
