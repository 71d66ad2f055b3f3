/** Links of a peer: one to each PKI-ID, what waits for them, and how they end. */
import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import { toHex } from '../../src/wire/hex.js';
import {
  aliveMessage,
  emptyMessage,
  handshake,
  membershipResponse,
  pkiOf,
  privateRequest,
  UNDECODABLE,
} from '../support/gossip-builders.js';
import {
  createScene,
  dialsIn,
  endsIn,
  type Scene,
  type SceneOptions,
  sentIn,
  tracesIn,
  verdictsIn,
} from '../support/scene.js';

const linkTo = (scene: Scene, name: string) => scene.peer.state.linkOf.get(pkiOf(name));

/**
 * The peer wants to send an alive message to every live member of its organisation: that of an author
 * whom it cannot reach itself. Returns the message's number.
 */
let seqNum = 0n;
function push(scene: Scene, source: string): bigint {
  seqNum += 1n;
  const message = aliveMessage('fay.B', { seqNum, endpoint: '', internalEndpoint: null });
  scene.receive(source, message);
  return seqNum;
}

/** The numbers of those messages among what was sent on a link. */
const pushedOn = (effects: readonly PeerEffect[], link: string): bigint[] =>
  sentIn(effects).flatMap((sent) => {
    const { content } = sent.message.message;
    if (sent.link !== link || content.case !== 'aliveMsg') return [];
    const { membership, timestamp } = content.value;
    return toHex(membership!.pkiId) === pkiOf('fay.B') ? [timestamp!.seqNum] : [];
  });

/**
 * A scene in which the peer believes `ann.A` to be alive and is dialling her, to push a message that it
 * has from `dan.A` on the link `source`.
 */
function diallingAnn(options: SceneOptions = {}) {
  const parameters = { maxPropagationBurstSize: 1, ...options.parameters };
  const scene = createScene({ ...options, parameters });
  const source = scene.connect('dan.A');
  scene.receive(source, aliveMessage('ann.A'));
  const [dial] = dialsIn(scene.taken());
  return { scene, source, link: dial!.link };
}

describe('links: one to each PKI-ID', () => {
  it('LINK-9, LINK-8: the newer of two accepted streams takes the place of the older (hardened)', () => {
    const scene = createScene({ profile: 'hardened' });
    const older = scene.connect('ann.A');
    scene.taken();
    const newer = scene.connect('ann.A');
    expect(endsIn(scene.taken())).toEqual([`${older} OK`]);
    expect(linkTo(scene, 'ann.A')).toBe(newer);
    expect(scene.peer.state.links.size).toBe(1);
  });
  it.each(['fabric-2.5', 'fabric-3.1'] as const)(
    'LINK-9: %s ends both, the older first (DEV-1)',
    (profile) => {
      const scene = createScene({ profile });
      const older = scene.connect('ann.A');
      scene.taken();
      const newer = scene.connect('ann.A');
      const effects = scene.taken();
      expect(endsIn(effects)).toEqual([`${older} OK`, `${newer} OK`]);
      expect(tracesIn(effects, 'step').map(({ row }) => row)).toEqual([
        'LINK-R2',
        'LINK-R11',
        'LINK-R5',
        'LINK-R11',
      ]);
      expect(scene.peer.state.links.size).toBe(0);
      expect(linkTo(scene, 'ann.A')).toBeUndefined();
      const third = scene.connect('ann.A');
      expect(linkTo(scene, 'ann.A')).toBe(third);
    },
  );
  it('LINK-9: if the older one was dialled, only that ends, in every profile (DEV-1)', () => {
    const { scene, link: older } = diallingAnn();
    scene.answer(older, 'ann.A');
    scene.taken();
    const newer = scene.connect('ann.A');
    expect(endsIn(scene.taken())).toEqual([`${older} OK`]);
    expect(linkTo(scene, 'ann.A')).toBe(newer);
    expect(scene.members()['ann.A']).toBe('alive');
  });
  it('LINK-8: a dialler that finds an accepted link in its way loses both (DEV-1)', () => {
    const { scene, link } = diallingAnn();
    const older = scene.connect('bob.A');
    scene.taken();
    scene.answer(link, 'bob.A');
    expect(endsIn(scene.taken())).toEqual([`${older} OK`, `${link} OK`]);
    expect(linkTo(scene, 'bob.A')).toBeUndefined();
    expect(scene.peer.state.links.has(link)).toBe(false);
  });
  it('LINK-9: a probe ends no link', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    const probe = scene.accept('ann.A');
    scene.receive(probe, handshake('ann.A', { probe: true }));
    expect(endsIn(scene.taken())).toEqual([`${probe} OK`]);
    expect(linkTo(scene, 'ann.A')).toBe(link);
  });
  it('LINK-10: a dialled stream is closed if the expected peer has connected meanwhile', () => {
    const { scene, source, link } = diallingAnn();
    const waiting = push(scene, source);
    const accepted = scene.connect('ann.A');
    scene.taken();
    scene.answer(link, 'ann.A');
    const effects = scene.taken();
    expect(endsIn(effects)).toEqual([`${link} OK`]);
    expect(linkTo(scene, 'ann.A')).toBe(accepted);
    expect(scene.members()['ann.A']).toBe('alive');
    expect(pushedOn(effects, accepted)).toEqual([waiting]);
  });
  it('LINK-I1: links are told apart by PKI-ID, not by stream', () => {
    const scene = createScene();
    scene.connect('ann.A');
    scene.connect('bob.A');
    expect(scene.peer.state.linkOf.size).toBe(2);
    expect(scene.peer.state.links.size).toBe(2);
  });
});

describe('links: who answers a dial', () => {
  it('LINK-17: another organisation’s peer is turned away, and the expected one taken for dead', () => {
    const { scene, link } = diallingAnn();
    scene.answer(link, 'eve.B');
    const effects = scene.taken();
    expect(endsIn(effects)).toEqual([`${link} OK`]);
    expect(sentIn(effects).map(({ kind }) => kind)).toEqual(['conn']);
    expect(linkTo(scene, 'eve.B')).toBeUndefined();
    expect(scene.members()['ann.A']).toBe('dead');
  });
  it('LINK-27, MEMB-27: another peer of its organisation is kept, and the expected one forgotten', () => {
    const { scene, link } = diallingAnn();
    scene.answer(link, 'bob.A');
    const effects = scene.taken();
    expect(endsIn(effects)).toEqual([]);
    expect(linkTo(scene, 'bob.A')).toBe(link);
    expect(scene.members()).not.toHaveProperty('ann.A');
    expect(sentIn(effects).map(({ kind }) => kind)).toEqual(['conn', 'aliveMsg']);
    expect(scene.peer.state.diallingTo.size).toBe(0);
  });
  it('LINK-8: a renewed peer’s older link is ended', () => {
    const { scene, link } = diallingAnn({ profile: 'hardened' });
    const older = scene.connect('bob.A');
    scene.taken();
    scene.answer(link, 'bob.A');
    expect(endsIn(scene.taken())).toEqual([`${older} OK`]);
    expect(linkTo(scene, 'bob.A')).toBe(link);
  });
  it('LINK-14, LINK-18: a send that fails makes dead who was sent to, not who was expected', () => {
    const { scene, source, link } = diallingAnn();
    scene.meet('bob.A');
    scene.receive(source, aliveMessage('bob.A'));
    scene.answer(link, 'bob.A');
    // The peer that was expected has come back elsewhere.
    scene.receive(source, aliveMessage('ann.A', { seqNum: 2n }));
    scene.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
    expect(scene.members()).toMatchObject({ 'ann.A': 'alive', 'bob.A': 'alive' });
    push(scene, source);
    expect(scene.members()).toMatchObject({ 'ann.A': 'alive', 'bob.A': 'dead' });
  });
});

describe('links: failures', () => {
  it('LINK-18: a failed dial makes the expected peer dead', () => {
    const { scene, link } = diallingAnn();
    scene.feed({ type: 'dial.failed', link, reason: 'refused' });
    expect(scene.members()['ann.A']).toBe('dead');
    expect(scene.peer.state.links.has(link)).toBe(false);
    expect(scene.peer.state.diallingTo.size).toBe(0);
  });
  it.each([
    ['silence', (scene: Scene) => scene.advance(2_000)],
    ['rubbish', (scene: Scene, link: string) => scene.receive(link, UNDECODABLE)],
  ] as const)('LINK-18: %s in place of a handshake makes the expected peer dead', (_, act) => {
    const { scene, link } = diallingAnn();
    scene.open(link, 'ann.A');
    act(scene, link);
    expect(scene.members()['ann.A']).toBe('dead');
    expect(scene.peer.state.links.has(link)).toBe(false);
  });
  it.each([
    ['dial', (scene: Scene, link: string) => scene.feed({ type: 'dial.failed', link, reason: '' })],
    [
      'handshake',
      (scene: Scene, link: string) => {
        scene.open(link, 'ann.A');
        scene.receive(link, UNDECODABLE);
      },
    ],
  ] as const)('LINK-29: a failed %s harms nobody who has connected meanwhile', (_, fail) => {
    const { scene, source, link } = diallingAnn();
    const waiting = push(scene, source);
    const accepted = scene.connect('ann.A');
    scene.taken();
    fail(scene, link);
    const effects = scene.taken();
    expect(scene.members()['ann.A']).toBe('alive');
    expect(linkTo(scene, 'ann.A')).toBe(accepted);
    expect(pushedOn(effects, accepted)).toEqual([waiting]);
    expect(scene.peer.state.diallingTo.size).toBe(0);
  });
  it.each(['fabric-2.5', 'fabric-3.1'] as const)(
    'LINK-14, LINK-18: %s notices the remote’s end at the next send, which is lost',
    (profile) => {
      const { scene, source, link } = diallingAnn({ profile });
      scene.answer(link, 'ann.A');
      scene.feed({ type: 'stream.ended', link, status: 'OK' });
      expect(scene.members()['ann.A']).toBe('alive');
      scene.taken();
      push(scene, source);
      const effects = scene.taken();
      expect(sentIn(effects).filter((sent) => sent.link === link)).toEqual([]);
      expect(endsIn(effects)).toEqual([`${link} OK`]);
      expect(scene.members()['ann.A']).toBe('dead');
      expect(scene.peer.state.links.has(link)).toBe(false);
    },
  );
  it('LINK-14: hardened notices it at once and dials anew', () => {
    const { scene, source, link } = diallingAnn({ profile: 'hardened' });
    scene.answer(link, 'ann.A');
    scene.feed({ type: 'stream.ended', link, status: 'OK' });
    expect(scene.peer.state.links.has(link)).toBe(false);
    scene.taken();
    push(scene, source);
    expect(dialsIn(scene.taken())).toHaveLength(1);
    expect(scene.members()['ann.A']).toBe('alive');
  });
  it('LINK-14: a severed link to somebody who is no live member is gone after the next send', () => {
    const scene = createScene();
    scene.feed({ type: 'link.requested', endpoint: 'int.ann.A:7000' });
    const [{ link } = { link: '' }] = dialsIn(scene.taken());
    scene.answer(link, 'ann.A');
    // Nothing is known of ann but her link; her death in hearsay does not open another.
    const source = scene.connect('dan.A');
    scene.receive(source, membershipResponse({ dead: [aliveMessage('ann.A')] }));
    expect(scene.members()['ann.A']).toBe('dead');
    scene.feed({ type: 'stream.ended', link, status: 'OK' });
    const round = () => {
      scene.taken();
      scene.advance(25_000);
      scene.feed({ type: 'ping.answered', endpoint: 'int.ann.A:7000' });
      return scene.taken();
    };
    const first = round();
    expect(endsIn(first)).toEqual([`${link} OK`]);
    expect(scene.peer.state.links.has(link)).toBe(false);
    expect(linkTo(scene, 'ann.A')).toBeUndefined();
    expect(dialsIn(round())).toHaveLength(1);
  });
  it('LINK-18, LINK-26: a stream that ends without a handshake has failed only after the wait', () => {
    const { scene, link } = diallingAnn({ parameters: { handshakeWait: 300 } });
    scene.open(link, 'ann.A');
    scene.feed({ type: 'stream.ended', link, status: 'UNKNOWN' });
    scene.advance(299);
    expect(scene.members()['ann.A']).toBe('alive');
    scene.advance(1);
    expect(scene.members()['ann.A']).toBe('dead');
  });
  it('LINK-11: an acceptor ends an open link with UNKNOWN on what does not decode', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    scene.receive(link, UNDECODABLE);
    expect(endsIn(scene.taken())).toEqual([`${link} UNKNOWN`]);
    expect(linkTo(scene, 'ann.A')).toBeUndefined();
  });
  it('LINK-30: a dialler closes an open link on what does not decode', () => {
    const { scene, link } = diallingAnn();
    scene.answer(link, 'ann.A');
    scene.taken();
    scene.receive(link, UNDECODABLE);
    expect(endsIn(scene.taken())).toEqual([`${link} OK`]);
    expect(linkTo(scene, 'ann.A')).toBeUndefined();
  });
  it('LINK-12: an acceptor ends with OK a link to a member that has fallen silent', () => {
    const scene = createScene({ parameters: { aliveExpirationTimeout: 100 } });
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('ann.A'));
    scene.taken();
    scene.advance(120);
    expect(scene.members()['ann.A']).toBe('dead');
    expect(endsIn(scene.taken())).toEqual([`${link} OK`]);
  });
});

describe('links: what waits', () => {
  it('LINK-19: while one stream to a PKI-ID is being opened, no second one is; all waits in order', () => {
    const { scene, source, link } = diallingAnn();
    const waiting = [push(scene, source), push(scene, source)];
    expect(dialsIn(scene.taken())).toEqual([]);
    scene.answer(link, 'ann.A');
    const effects = scene.taken();
    expect(sentIn(effects)[0]).toMatchObject({ link, kind: 'conn' });
    expect(pushedOn(effects, link)).toEqual(waiting);
    const next = push(scene, source);
    expect(pushedOn(scene.taken(), link)).toEqual([next]);
  });
  it('LINK-20: a full queue drops what comes last', () => {
    const { scene, source, link } = diallingAnn({ parameters: { sendBuffSize: 3 } });
    // Her own alive message waits as well.
    const [first, second] = [push(scene, source), push(scene, source)];
    push(scene, source);
    push(scene, source);
    scene.answer(link, 'ann.A');
    expect(pushedOn(scene.taken(), link)).toEqual([first, second]);
  });
  it('LINK-20: what waits for a dial that fails is dropped', () => {
    const { scene, link } = diallingAnn();
    scene.feed({ type: 'dial.failed', link, reason: 'refused' });
    expect(sentIn(scene.taken())).toEqual([]);
  });
});

describe('links: limits and shutdown', () => {
  it('LINK-25: a stream beyond linksMax is closed before anything is sent', () => {
    const scene = createScene({ parameters: { linksMax: 2 } });
    scene.connect('ann.A');
    scene.accept('bob.A');
    scene.taken();
    const link = scene.accept('cat.A');
    const effects = scene.taken();
    expect(sentIn(effects)).toEqual([]);
    expect(endsIn(effects)).toEqual([`${link} UNKNOWN`]);
    expect(scene.peer.state.links.size).toBe(2);
    scene.feed({ type: 'stream.ended', link: 'a1', status: 'UNKNOWN' });
    scene.connect('cat.A');
    expect(scene.peer.state.links.size).toBe(2);
  });
  it('LINK-25: nor does the peer dial beyond it', () => {
    const scene = createScene({ parameters: { linksMax: 1 } });
    scene.connect('ann.A');
    scene.taken();
    scene.feed({ type: 'link.requested', endpoint: 'int.bob.A:7000' });
    expect(dialsIn(scene.taken())).toEqual([]);
  });
  it('LINK-12: a stop ends every link and disarms every timer', () => {
    const { scene, source } = diallingAnn();
    const pending = scene.accept('bob.A');
    scene.taken();
    scene.feed({ type: 'stop' });
    const effects = scene.taken();
    expect(endsIn(effects).sort()).toEqual([`${source} OK`, `${pending} OK`, 'd1 OK'].sort());
    expect(scene.timers.size).toBe(0);
    expect(scene.peer.state.links.size).toBe(0);
    scene.feed({ type: 'start' });
    scene.accept('ann.A');
    scene.feed({ type: 'envelope.received', link: source, message: emptyMessage().bytes });
    expect(scene.taken()).toEqual([]);
  });
  it('nothing happens before the start', () => {
    const scene = createScene({}, { started: false });
    scene.accept('ann.A');
    scene.feed({ type: 'stop' });
    expect(scene.taken()).toEqual([]);
    scene.feed({ type: 'start' });
    expect(scene.taken()).not.toEqual([]);
  });
});

describe('links: messages without meaning', () => {
  it('LINK-28: a message that no chapter gives a meaning to is ignored, and the link stays', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    scene.receive(link, privateRequest());
    expect(verdictsIn(scene.taken())).toEqual(['ignore LINK-28']);
    expect(linkTo(scene, 'ann.A')).toBe(link);
  });
});
