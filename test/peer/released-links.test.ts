/** What a release leaves alone: streams that are being opened. */
import { describe, expect, it } from 'vitest';
import { aliveMessage } from '../support/gossip-builders.js';
import { createScene, dialsIn, endsIn, sentIn } from '../support/scene.js';

describe('links: release', () => {
  it('LINK-31: a stream that is being opened to the dead comes up, and what waited goes out', () => {
    const scene = createScene({ parameters: { aliveExpirationTimeout: 100 } });
    scene.receive(scene.connect('dan.A'), aliveMessage('ann.A'));
    scene.advance(20);
    const [dial] = dialsIn(scene.taken());
    scene.advance(100);
    expect(scene.members()['ann.A']).toBe('dead');
    expect(endsIn(scene.taken())).toEqual([]);
    scene.answer(dial!.link, 'ann.A');
    expect(sentIn(scene.taken()).map((sent) => `${sent.link} ${sent.kind}`)).toEqual([
      `${dial!.link} conn`,
      `${dial!.link} aliveMsg`,
    ]);
  });
  it('LINK-31: a peer that stops gives up every stream', () => {
    const scene = createScene({ bootstrap: ['boot:7000'] });
    const [dial] = dialsIn(scene.taken());
    scene.feed({ type: 'stop' });
    expect(endsIn(scene.taken())).toEqual([`${dial!.link} OK`]);
    expect(scene.peer.state.links.size).toBe(0);
    expect(scene.timers.size).toBe(0);
  });
});
