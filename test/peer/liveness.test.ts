/** Who is alive: silence, failures, and how the dead are asked whether they are back. */
import { describe, expect, it } from 'vitest';
import {
  aliveMessage,
  contentOf,
  externalOf,
  internalOf,
  membershipResponse,
  pkiOf,
} from '../support/gossip-builders.js';
import {
  createScene,
  dialsIn,
  endsIn,
  pingsIn,
  type SceneOptions,
  sentIn,
  tracesIn,
} from '../support/scene.js';

function withAnn(options: SceneOptions = {}) {
  const scene = createScene({
    ...options,
    parameters: { aliveExpirationTimeout: 1_000, ...options.parameters },
  });
  const link = scene.connect('ann.A');
  scene.receive(link, aliveMessage('ann.A'));
  scene.taken();
  return { scene, link };
}

describe('liveness: silence', () => {
  it('MEMB-19, MEMB-20: silence longer than aliveExpirationTimeout is judged every tenth of it', () => {
    const { scene, link } = withAnn();
    scene.advance(1_000);
    expect(scene.members()['ann.A']).toBe('alive');
    scene.taken();
    scene.advance(100);
    const effects = scene.taken();
    expect(scene.members()['ann.A']).toBe('dead');
    expect(endsIn(effects)).toEqual([`${link} OK`]);
    expect(tracesIn(effects, 'step').map(({ row }) => row)).toEqual(
      expect.arrayContaining(['MEMB-R5', 'LINK-R11']),
    );
  });
  it('MEMB-19: a member that speaks stays alive', () => {
    const { scene, link } = withAnn();
    for (let seqNum = 2n; seqNum < 6n; seqNum += 1n) {
      scene.advance(900);
      scene.receive(link, aliveMessage('ann.A', { seqNum }));
    }
    expect(scene.members()['ann.A']).toBe('alive');
  });
  it('MEMB-20, MEMB-5: a dead member does not count as alive', () => {
    const { scene } = withAnn();
    expect(scene.peer.state.heartbeat.entity.liveCount).toBe(1);
    scene.advance(1_100);
    expect(scene.peer.state.heartbeat.entity.liveCount).toBe(0);
    expect(scene.peer.state.living).toEqual([]);
  });
});

describe('liveness: rounds of reconnection', () => {
  /** A peer that has heard of dead members only. */
  function mourning(options: SceneOptions = {}, ...names: readonly string[]) {
    const scene = createScene(options);
    const link = scene.connect('dan.A');
    scene.receive(link, membershipResponse({ dead: names.map((name) => aliveMessage(name)) }));
    scene.taken();
    return scene;
  }
  const parameters = { reconnectInterval: 1_000 };

  it('MEMB-25: every dead member is pinged at its preferred endpoint', () => {
    const scene = createScene({ parameters });
    const link = scene.connect('dan.A');
    scene.receive(
      link,
      membershipResponse({
        dead: [aliveMessage('ann.A'), aliveMessage('eve.B', { internalEndpoint: null })],
      }),
    );
    scene.taken();
    scene.advance(999);
    expect(pingsIn(scene.taken())).toEqual([]);
    scene.advance(1);
    expect(pingsIn(scene.taken())).toEqual([internalOf('ann.A'), externalOf('eve.B')]);
  });
  it('MEMB-25: the next round begins reconnectInterval after the end of the round before', () => {
    const scene = mourning({ parameters }, 'ann.A', 'bob.A');
    scene.advance(1_000);
    scene.taken();
    scene.advance(5_000);
    scene.feed({ type: 'ping.failed', endpoint: internalOf('ann.A') });
    scene.advance(5_000);
    scene.feed({ type: 'ping.failed', endpoint: internalOf('bob.A') });
    scene.advance(999);
    expect(pingsIn(scene.taken())).toEqual([]);
    scene.advance(1);
    expect(pingsIn(scene.taken())).toHaveLength(2);
  });
  it('MEMB-25: a round without dead members, or with none that has an endpoint, ends at once', () => {
    const nobody = createScene({ parameters });
    nobody.advance(3_500);
    expect(nobody.timers.has('reconnection//reconnectInterval')).toBe(true);
    const scene = createScene({ parameters });
    const link = scene.connect('dan.A');
    const nowhere = { endpoint: '', internalEndpoint: null };
    scene.receive(link, membershipResponse({ dead: [aliveMessage('ann.A', nowhere)] }));
    scene.taken();
    scene.advance(1_000);
    expect(pingsIn(scene.taken())).toEqual([]);
    expect(scene.timers.has('reconnection//reconnectInterval')).toBe(true);
  });
  it('MEMB-26: who answers is sent a request with nonce 0; who does not, is not', () => {
    const scene = mourning({ parameters }, 'ann.A', 'bob.A');
    scene.advance(1_000);
    scene.taken();
    scene.feed({ type: 'ping.failed', endpoint: internalOf('ann.A') });
    expect(dialsIn(scene.taken())).toEqual([]);
    scene.feed({ type: 'ping.answered', endpoint: internalOf('bob.A') });
    const [dial] = dialsIn(scene.taken());
    expect(dial!.endpoint).toBe(internalOf('bob.A'));
    scene.answer(dial!.link, 'bob.A');
    const [, request] = sentIn(scene.taken());
    expect(request!.kind).toBe('memReq');
    expect(request!.message.message.nonce).toBe(0n);
    expect(contentOf(request!.message, 'memReq').selfInformation!.secretEnvelope).toBeDefined();
    expect(scene.members()['bob.A']).toBe('dead');
  });
  it('MEMB-26: every dead member at an endpoint that has answered is asked', () => {
    const scene = createScene({ parameters });
    const link = scene.connect('dan.A');
    const same = { internalEndpoint: 'shared:1' };
    const dead = [aliveMessage('ann.A', same), aliveMessage('bob.A', same)];
    scene.receive(link, membershipResponse({ dead }));
    scene.taken();
    scene.advance(1_000);
    expect(pingsIn(scene.taken())).toEqual(['shared:1']);
    scene.feed({ type: 'ping.answered', endpoint: 'shared:1' });
    expect(dialsIn(scene.taken())).toHaveLength(2);
    expect(scene.peer.state.diallingTo.size).toBe(2);
  });
  it('MEMB-25: a ping that nobody asked for, or a second answer, is nothing', () => {
    const scene = mourning({ parameters }, 'ann.A');
    scene.feed({ type: 'ping.answered', endpoint: internalOf('ann.A') });
    expect(scene.taken()).toEqual([]);
    scene.advance(1_000);
    scene.feed({ type: 'ping.failed', endpoint: internalOf('ann.A') });
    scene.taken();
    scene.feed({ type: 'ping.answered', endpoint: internalOf('ann.A') });
    expect(scene.taken()).toEqual([]);
  });
  it('MEMB-25: the living are not pinged', () => {
    const { scene } = withAnn({ parameters: { ...parameters, aliveExpirationTimeout: 60_000 } });
    scene.advance(1_000);
    expect(pingsIn(scene.taken())).toEqual([]);
  });
  it('MEMB-I7: an answered request resurrects', () => {
    const scene = mourning({ parameters }, 'ann.A');
    scene.advance(1_000);
    scene.feed({ type: 'ping.answered', endpoint: internalOf('ann.A') });
    const [dial] = dialsIn(scene.taken());
    scene.answer(dial!.link, 'ann.A');
    scene.receive(
      dial!.link,
      membershipResponse({ alive: [aliveMessage('ann.A', { incNum: 2n })] }),
    );
    expect(scene.members()['ann.A']).toBe('alive');
    expect(scene.peer.state.linkOf.get(pkiOf('ann.A'))).toBe(dial!.link);
  });
});
