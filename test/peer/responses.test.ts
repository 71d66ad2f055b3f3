/** Membership responses: what the peer learns from what others believe. */
import { describe, expect, it } from 'vitest';
import type { SignedMessage } from '../../src/wire/envelope.js';
import {
  aliveMessage,
  emptyMessage,
  membershipResponse,
  pkiOf,
} from '../support/gossip-builders.js';
import { createScene, type SceneOptions, sentIn, tracesIn, verdictsIn } from '../support/scene.js';

function withDan(options: SceneOptions = {}) {
  const scene = createScene(options);
  const link = scene.connect('dan.A');
  scene.taken();
  const respond = (alive: readonly SignedMessage[], dead: readonly SignedMessage[] = []) => {
    scene.receive(link, membershipResponse({ alive, dead }));
    return scene.taken();
  };
  return { scene, link, respond };
}
/** An element whose payload is no gossip message. */
const undecodable = (): SignedMessage => {
  const { envelope, ...rest } = aliveMessage('bob.A');
  return { ...rest, envelope: { ...envelope, payload: Uint8Array.of(0xff) } };
};

describe('membership responses: the living', () => {
  it('MEMB-48, MEMB-36: one that nobody asked for teaches all the same', () => {
    const { scene, respond } = withDan();
    const effects = respond([aliveMessage('ann.A'), aliveMessage('eve.B')]);
    expect(scene.members()).toEqual({ 'ann.A': 'alive', 'eve.B': 'alive' });
    expect(verdictsIn(effects)).toEqual([]);
    expect(scene.member('ann.A')!.lastSeenMs).toBe(scene.now());
  });
  it('MEMB-46: nothing of it is stored or forwarded, so that a push of it still is', () => {
    const { scene, link, respond } = withDan();
    respond([aliveMessage('ann.A')]);
    expect(scene.peer.state.aliveStore.size).toBe(0);
    expect(scene.peer.state.burst).toHaveLength(0);
    scene.receive(link, aliveMessage('ann.A'));
    expect(scene.peer.state.burst).toHaveLength(1);
  });
  it('MEMB-36: the peer itself, what the store knows, and forgeries are skipped; the rest counts', () => {
    const { scene, link, respond } = withDan();
    scene.receive(link, aliveMessage('cat.A', { seqNum: 5n }));
    scene.taken();
    const effects = respond([
      aliveMessage('self.A', { incNum: 2n ** 63n }),
      aliveMessage('cat.A', { seqNum: 5n, signer: 'dan.A' }),
      aliveMessage('bob.A', { signer: 'dan.A' }),
      aliveMessage('gus.C', { introduced: false }),
      aliveMessage('ann.A'),
    ]);
    expect(verdictsIn(effects)).toEqual(['reject MEMB-D7', 'ignore MEMB-D5']);
    expect(scene.members()).toEqual({ 'ann.A': 'alive', 'cat.A': 'alive' });
    expect(scene.member('cat.A')!.seqNum).toBe(5n);
  });
  it('MEMB-I2: an older message that only membership knows better changes nothing', () => {
    const { scene, respond } = withDan();
    respond([aliveMessage('ann.A', { seqNum: 5n })]);
    scene.advance(100);
    respond([aliveMessage('ann.A', { seqNum: 4n }), aliveMessage('ann.A', { seqNum: 5n })]);
    expect(scene.member('ann.A')).toMatchObject({ seqNum: 5n, lastSeenMs: scene.now() - 100 });
  });
  it('MEMB-I7: a dead member comes back by a newer message, and by no other', () => {
    const { scene, respond } = withDan({ parameters: { aliveExpirationTimeout: 100 } });
    respond([aliveMessage('ann.A')]);
    scene.advance(200);
    expect(scene.members()['ann.A']).toBe('dead');
    respond([aliveMessage('ann.A')]);
    expect(scene.members()['ann.A']).toBe('dead');
    respond([aliveMessage('ann.A', { seqNum: 2n })]);
    expect(scene.members()['ann.A']).toBe('alive');
  });
});

describe('membership responses: the dead', () => {
  it('MEMB-37: an unknown member is learned as dead', () => {
    const { scene, respond } = withDan();
    const effects = respond([], [aliveMessage('ann.A')]);
    expect(scene.members()).toEqual({ 'ann.A': 'dead' });
    expect(tracesIn(effects, 'step').map(({ row }) => row)).toEqual(['MEMB-R2']);
    expect(scene.peer.state.living).toEqual([]);
    expect(scene.peer.state.aliveStore.size).toBe(0);
  });
  it('MEMB-37: hearsay neither kills nor ages the known, nor the peer itself', () => {
    const { scene, respond } = withDan();
    respond([aliveMessage('ann.A')]);
    respond([], [aliveMessage('ann.A', { seqNum: 9n }), aliveMessage('self.A')]);
    expect(scene.members()).toEqual({ 'ann.A': 'alive' });
    expect(scene.member('ann.A')!.seqNum).toBe(1n);
  });
  it('MEMB-37: what the store knows, and forgeries, are skipped; the rest counts', () => {
    const { scene, link, respond } = withDan();
    scene.receive(link, aliveMessage('cat.A', { seqNum: 5n }));
    scene.receive(link, aliveMessage('cat.A', { seqNum: 6n }));
    scene.peer.state.members.delete(pkiOf('cat.A'));
    scene.taken();
    const effects = respond(
      [],
      [
        aliveMessage('cat.A', { seqNum: 5n }),
        aliveMessage('bob.A', { signer: 'dan.A' }),
        aliveMessage('ann.A'),
      ],
    );
    expect(verdictsIn(effects)).toEqual(['reject MEMB-D7']);
    expect(scene.members()).toEqual({ 'ann.A': 'dead' });
  });
  it('MEMB-41: beyond membersMax nobody is learned', () => {
    const { scene, respond } = withDan({ parameters: { membersMax: 1 } });
    respond([], [aliveMessage('ann.A'), aliveMessage('bob.A')]);
    expect(scene.members()).toEqual({ 'ann.A': 'dead' });
  });
});

describe('membership responses: malformed elements', () => {
  it.each([
    ['another message', emptyMessage()],
    ['what does not decode', undecodable()],
  ])('MEMB-38: %s in alive ends the response, both lists', (_, element) => {
    const { scene, respond } = withDan();
    const effects = respond(
      [aliveMessage('ann.A'), element, aliveMessage('cat.A')],
      [aliveMessage('eve.B')],
    );
    expect(verdictsIn(effects)).toEqual(['reject MEMB-D32']);
    expect(scene.members()).toEqual({ 'ann.A': 'alive' });
    expect(scene.peer.state.linkOf.has(pkiOf('dan.A'))).toBe(true);
  });
  it('MEMB-38: what does not decode in dead ends it there', () => {
    const { scene, respond } = withDan();
    const effects = respond(
      [aliveMessage('ann.A')],
      [aliveMessage('bob.A'), undecodable(), aliveMessage('cat.A')],
    );
    expect(verdictsIn(effects)).toEqual(['reject MEMB-D38']);
    expect(scene.members()).toEqual({ 'ann.A': 'alive', 'bob.A': 'dead' });
    expect(sentIn(effects)).toEqual([]);
  });
});
