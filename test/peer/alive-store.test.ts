/** The alive message store: what it still remembers, and whom its forgetting takes along. */
import { describe, expect, it } from 'vitest';
import { aliveMessage, externalOf, internalOf, pkiOf } from '../support/gossip-builders.js';
import { createScene, type SceneOptions, tracesIn, verdictsIn } from '../support/scene.js';

/** An entry expires after a second and is looked for every ten milliseconds. */
const parameters = { aliveExpirationTimeout: 100, msgExpirationFactor: 10 };

function withAnn(options: SceneOptions = {}) {
  const scene = createScene({ ...options, parameters: { ...parameters, ...options.parameters } });
  const link = scene.connect('dan.A');
  scene.receive(link, aliveMessage('ann.A'));
  return { scene, link };
}
const isStored = (scene: ReturnType<typeof createScene>, name = 'ann.A') =>
  scene.peer.state.aliveStore.has(pkiOf(name));

describe('alive message store: expiry', () => {
  it('MEMB-22, MEMB-24: a member is forgotten once its entry is older than the time, and not before', () => {
    const { scene } = withAnn();
    scene.advance(1_000);
    expect(scene.members()).toEqual({ 'ann.A': 'dead' });
    scene.taken();
    scene.advance(10);
    expect(scene.members()).toEqual({});
    const rows = tracesIn(scene.taken(), 'step').map(({ row }) => row);
    expect(rows).toContain('MEMB-R13');
  });
  it('MEMB-24: a live member is forgotten as well', () => {
    const { scene } = withAnn({
      parameters: { aliveExpirationTimeout: 1_000, msgExpirationFactor: 1 },
    });
    scene.advance(900);
    expect(scene.members()['ann.A']).toBe('alive');
    scene.taken();
    // The sweep of the store is ten times as frequent as that of the members.
    scene.advance(110);
    expect(scene.members()).toEqual({});
    expect(tracesIn(scene.taken(), 'step').map(({ row }) => row)).toContain('MEMB-R8');
  });
  it('MEMB-22: a newer message gives the entry a new time', () => {
    const { scene, link } = withAnn();
    scene.advance(900);
    scene.receive(link, aliveMessage('ann.A', { seqNum: 2n }));
    scene.advance(900);
    expect(scene.members()).toHaveProperty('ann.A');
  });
  it('MEMB-23: an expired entry still counts as stored, and is dropped after another such time', () => {
    const { scene, link } = withAnn();
    scene.advance(2_000);
    scene.taken();
    scene.receive(link, aliveMessage('ann.A'));
    expect(verdictsIn(scene.taken())).toEqual(['ignore MEMB-D10']);
    expect(scene.members()).toEqual({});
    expect(isStored(scene)).toBe(true);
    scene.advance(10);
    expect(isStored(scene)).toBe(false);
    scene.receive(link, aliveMessage('ann.A'));
    expect(scene.members()).toEqual({ 'ann.A': 'alive' });
  });
  it('MEMB-23: an expired entry does not stop a newer message', () => {
    const { scene, link } = withAnn();
    scene.advance(1_500);
    scene.receive(link, aliveMessage('ann.A', { seqNum: 2n }));
    expect(scene.members()).toEqual({ 'ann.A': 'alive' });
    scene.advance(510);
    expect(isStored(scene)).toBe(true);
  });
  it('MEMB-24: an entry expires once', () => {
    const { scene, link } = withAnn();
    scene.advance(1_010);
    scene.receive(link, aliveMessage('bob.A'));
    scene.taken();
    scene.advance(900);
    const forgotten = tracesIn(scene.taken(), 'step').filter(({ to }) => to === 'forgotten');
    expect(forgotten).toEqual([]);
  });
  it('MEMB-24: nor is it dropped without having expired, however late it is looked for', () => {
    const { scene } = withAnn();
    scene.sleep(5_000);
    scene.advance(0);
    expect(scene.members()).toEqual({});
    expect(isStored(scene)).toBe(true);
    scene.advance(10);
    expect(isStored(scene)).toBe(false);
  });
  it('MEMB-49: expired entries are looked for every hundredth of the time', () => {
    const { scene } = withAnn();
    expect(scene.timers.get('ticker/alive-store-sweep/period')).toBe(scene.now() + 10);
    scene.advance(10);
    expect(scene.timers.get('ticker/alive-store-sweep/period')).toBe(scene.now() + 10);
  });
});

describe('alive message store: pinned members', () => {
  const anchor = (endpoint: string, mspId = 'A') => ({ anchors: [{ endpoint, mspId }] });
  it.each([
    ['the internal endpoint of a bootstrap peer', { bootstrap: [internalOf('ann.A')] }],
    ['the external endpoint of a bootstrap peer', { bootstrap: [externalOf('ann.A')] }],
    ['the internal endpoint of an anchor', anchor(internalOf('ann.A'))],
    ['the external endpoint of an anchor', anchor(externalOf('ann.A'))],
    [
      'that of another organisation’s anchor, even if it is not contacted',
      { ...anchor(externalOf('ann.A'), 'B'), externalEndpoint: '' },
    ],
  ])('MEMB-24: a member at %s is never forgotten', (_, options) => {
    const { scene } = withAnn(options);
    scene.advance(5_000);
    expect(scene.members()).toEqual({ 'ann.A': 'dead' });
    expect(isStored(scene)).toBe(false);
  });
  it('MEMB-24: nor are members elsewhere pinned by it', () => {
    const anchors = [{ endpoint: internalOf('cat.A'), mspId: 'A' }];
    const { scene } = withAnn({ bootstrap: [internalOf('bob.A')], anchors });
    scene.advance(1_010);
    expect(scene.members()).toEqual({});
  });
  it('MEMB-24: a member without endpoints is not pinned', () => {
    const scene = createScene({ parameters, bootstrap: [internalOf('ann.A')] });
    const link = scene.connect('dan.A');
    scene.receive(link, aliveMessage('bob.A', { endpoint: '', internalEndpoint: null }));
    scene.advance(1_010);
    expect(scene.members()).toEqual({});
  });
});

describe('alive message store: bound', () => {
  it('MEMB-42: a full store drops the entry stored first', () => {
    const { scene, link } = withAnn({ parameters: { aliveStoreMax: 2 } });
    scene.receive(link, aliveMessage('bob.A'));
    scene.receive(link, aliveMessage('ann.A', { seqNum: 2n }));
    scene.receive(link, aliveMessage('cat.A'));
    expect([isStored(scene), isStored(scene, 'bob.A'), isStored(scene, 'cat.A')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(scene.members()).toHaveProperty('bob.A');
  });
  it('MEMB-42: a newer message of a stored author drops nobody', () => {
    const { scene, link } = withAnn({ parameters: { aliveStoreMax: 2 } });
    scene.receive(link, aliveMessage('bob.A'));
    scene.receive(link, aliveMessage('bob.A', { seqNum: 2n }));
    expect([isStored(scene), isStored(scene, 'bob.A')]).toEqual([true, true]);
  });
});
