/** How links end: by a release, which leaves streams alone that are being opened, and by the remote. */
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

describe('links: ends', () => {
  it('LINK-35: an accepted link whose remote ends its side is closed with UNKNOWN', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    scene.feed({ type: 'stream.ended', link, status: 'OK' });
    expect(endsIn(scene.taken())).toEqual([`${link} UNKNOWN`]);
    expect(scene.peer.state.linkOf.size).toBe(0);
  });
  it('LINK-36: what waits for a stream whose dial failed is dropped', () => {
    const scene = createScene();
    const source = scene.connect('dan.A');
    scene.receive(source, aliveMessage('ann.A'));
    scene.advance(20);
    const [dial] = dialsIn(scene.taken());
    scene.feed({ type: 'dial.failed', link: dial!.link, reason: 'refused' });
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('ann.A', { seqNum: 2n }));
    scene.receive(source, aliveMessage('bob.A'));
    scene.advance(20);
    const said = sentIn(scene.taken()).filter((sent) => sent.link === link);
    expect(said.map(({ kind }) => kind)).toEqual(['conn', 'aliveMsg']);
  });
  it('LINK-37: a member without endpoint is dead as soon as a message is meant for it', () => {
    const scene = createScene();
    const nowhere = { endpoint: '', internalEndpoint: null };
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('ann.A', nowhere));
    scene.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
    expect(scene.members()).toEqual({ 'ann.A': 'alive' });
    scene.taken();
    scene.receive(scene.connect('dan.A'), aliveMessage('dan.A', nowhere));
    scene.advance(20);
    expect(dialsIn(scene.taken())).toEqual([]);
    expect(scene.members()).toEqual({ 'ann.A': 'dead', 'dan.A': 'alive' });
    expect(scene.peer.state.diallingTo.size).toBe(0);
    expect(scene.peer.state.links.size).toBe(1);
  });
});
