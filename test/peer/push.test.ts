/** Push: when a message leaves, whom it reaches, and in what form. */
import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import { toHex } from '../../src/wire/hex.js';
import { aliveMessage, contentOf, pkiOf } from '../support/gossip-builders.js';
import { createScene, NAMES, type Scene, type SceneOptions, sentIn } from '../support/scene.js';

const OURS = ['ann.A', 'bob.A', 'cat.A', 'dan.A'];
const FOREIGN = ['eve.B', 'fay.B', 'gus.C'];

/** A peer with an open link to everybody, all of them live members; `hidden` have no external endpoint. */
function crowd(options: SceneOptions = {}, hidden: readonly string[] = []) {
  const scene = createScene({
    ...options,
    parameters: { propagatePeerNum: 10, maxPropagationBurstSize: 1, ...options.parameters },
  });
  const links = new Map<string, string>();
  for (const name of [...OURS, ...FOREIGN]) {
    const link = scene.connect(name);
    links.set(name, link);
    const endpoint = hidden.includes(name) ? { endpoint: '' } : {};
    scene.receive(link, aliveMessage(name, { incNum: 1n, ...endpoint }));
  }
  scene.advance(100);
  scene.taken();
  scene.draws.length = 0;
  return { scene, links };
}

/** Whom alive messages of `author` were sent to: `ann.A`, or `ann.A+secret` where the secret went along. */
function reached(scene: Scene, effects: readonly PeerEffect[], author: string): string[] {
  const names = new Map(
    [...scene.peer.state.linkOf].map(([pki, link]) => [
      link,
      NAMES.find((name) => pkiOf(name) === pki)!,
    ]),
  );
  return sentIn(effects)
    .filter(
      ({ kind, message }) =>
        kind === 'aliveMsg' &&
        toHex(contentOf(message, 'aliveMsg').membership!.pkiId) === pkiOf(author),
    )
    .map(({ link, message }) => {
      const hasSecret = message.envelope.secretEnvelope !== undefined;
      return `${names.get(link)}${hasSecret ? '+secret' : ''}`;
    })
    .sort();
}

const secretly = (names: readonly string[]) => names.map((name) => `${name}+secret`);
const without = (names: readonly string[], ...gone: readonly string[]) =>
  names.filter((name) => !gone.includes(name));

describe('push: when', () => {
  const parameters = { maxPropagationBurstSize: 3, maxPropagationBurstLatency: 10 };
  const say = (scene: Scene, links: Map<string, string>, seqNum: bigint) =>
    scene.receive(links.get('ann.A')!, aliveMessage('ann.A', { seqNum }));

  it('PUSH-1: a burst leaves maxPropagationBurstLatency after its first message', () => {
    const { scene, links } = crowd({ parameters });
    say(scene, links, 2n);
    scene.advance(5);
    say(scene, links, 3n);
    scene.advance(4);
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual([]);
    scene.advance(1);
    expect(reached(scene, scene.taken(), 'ann.A').length).toBeGreaterThan(2);
    scene.advance(1_000);
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual([]);
  });
  it('PUSH-1: or at once when it is full', () => {
    const { scene, links } = crowd({ parameters });
    say(scene, links, 2n);
    say(scene, links, 3n);
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual([]);
    say(scene, links, 4n);
    expect(reached(scene, scene.taken(), 'ann.A').length).toBeGreaterThan(2);
    expect(scene.peer.state.burst).toEqual([]);
  });
  it('PUSH-2: a message takes part in propagateIterations flushes, with receivers drawn anew', () => {
    const { scene, links } = crowd({
      parameters: { ...parameters, propagateIterations: 3, propagatePeerNum: 1 },
    });
    say(scene, links, 2n);
    for (const _ of [1, 2, 3]) {
      expect(reached(scene, scene.taken(), 'ann.A')).toEqual([]);
      scene.advance(10);
      expect(reached(scene, scene.taken(), 'ann.A')).toHaveLength(1);
    }
    expect(scene.draws).toHaveLength(3);
    scene.advance(1_000);
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual([]);
    expect(scene.peer.state.burst).toEqual([]);
  });
  it('PUSH-1: what is left of a full burst waits for the next flush', () => {
    const { scene, links } = crowd({ parameters: { ...parameters, propagateIterations: 2 } });
    for (const seqNum of [2n, 3n, 4n]) say(scene, links, seqNum);
    const first = reached(scene, scene.taken(), 'ann.A').length;
    expect(scene.peer.state.burst).toHaveLength(3);
    scene.advance(9);
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual([]);
    scene.advance(1);
    expect(reached(scene, scene.taken(), 'ann.A')).toHaveLength(first);
    expect(scene.peer.state.burst).toEqual([]);
  });
});

describe('push: whom', () => {
  it('PUSH-3, MEMB-I4: one of ours with an external endpoint reaches all, others without its secret', () => {
    const { scene, links } = crowd();
    scene.receive(links.get('dan.A')!, aliveMessage('ann.A', { seqNum: 2n }));
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual(
      [...secretly(['ann.A', 'bob.A', 'cat.A']), ...FOREIGN].sort(),
    );
  });
  it('PUSH-3: one of ours without it stays inside the organisation', () => {
    const { scene, links } = crowd();
    scene.receive(links.get('dan.A')!, aliveMessage('ann.A', { seqNum: 2n, endpoint: '' }));
    expect(reached(scene, scene.taken(), 'ann.A')).toEqual(secretly(['ann.A', 'bob.A', 'cat.A']));
  });
  it('PUSH-I2: one of another organisation reaches ours and its own', () => {
    const { scene, links } = crowd();
    const message = aliveMessage('eve.B', { seqNum: 2n, internalEndpoint: null });
    scene.receive(links.get('dan.A')!, message);
    expect(reached(scene, scene.taken(), 'eve.B')).toEqual(
      ['ann.A', 'bob.A', 'cat.A', 'eve.B', 'fay.B'].sort(),
    );
  });
  it('PUSH-3: a foreign secret that reached us goes on inside our organisation only', () => {
    const { scene, links } = crowd();
    scene.receive(links.get('dan.A')!, aliveMessage('eve.B', { seqNum: 2n }));
    expect(reached(scene, scene.taken(), 'eve.B')).toEqual(
      [...secretly(['ann.A', 'bob.A', 'cat.A']), 'eve.B', 'fay.B'].sort(),
    );
  });
  it('PUSH-3: members without external endpoint waste their place for a foreign author', () => {
    const { scene, links } = crowd({ parameters: { propagatePeerNum: 2 } }, ['ann.A']);
    scene.receive(
      links.get('dan.A')!,
      aliveMessage('eve.B', { seqNum: 2n, internalEndpoint: null }),
    );
    // Drawn were ann and bob: the first two candidates.
    expect(reached(scene, scene.taken(), 'eve.B')).toEqual(['bob.A']);
  });
  it('PUSH-5, PUSH-7, PUSH-I1: the sender is left out of the draw', () => {
    const { scene, links } = crowd({ parameters: { propagatePeerNum: 2 } });
    scene.receive(links.get('ann.A')!, aliveMessage('bob.A', { seqNum: 2n }));
    expect(reached(scene, scene.taken(), 'bob.A')).toEqual(secretly(['bob.A', 'cat.A']));
    expect(scene.draws[0]!.candidates).toHaveLength(6);
  });
  it('PUSH-5, PUSH-6: for ours without external endpoint after the draw', () => {
    const { scene, links } = crowd({ parameters: { propagatePeerNum: 2 } });
    scene.receive(links.get('ann.A')!, aliveMessage('bob.A', { seqNum: 2n, endpoint: '' }));
    expect(reached(scene, scene.taken(), 'bob.A')).toEqual(secretly(['bob.A']));
    expect(scene.draws[0]!.candidates).toHaveLength(4);
  });
  it('PUSH-6, PUSH-7: one draw for all of ours without external endpoint, one for each other message', () => {
    const { scene, links } = crowd({ parameters: { maxPropagationBurstSize: 4 } });
    const hidden = { seqNum: 2n, endpoint: '' };
    scene.receive(links.get('ann.A')!, aliveMessage('ann.A', hidden));
    scene.receive(links.get('bob.A')!, aliveMessage('bob.A', hidden));
    scene.receive(links.get('eve.B')!, aliveMessage('eve.B', { seqNum: 2n }));
    scene.receive(links.get('cat.A')!, aliveMessage('cat.A', { seqNum: 2n }));
    const effects = scene.taken();
    expect(scene.draws).toHaveLength(3);
    expect(reached(scene, effects, 'ann.A')).toEqual(secretly(without(OURS, 'ann.A')));
    expect(reached(scene, effects, 'bob.A')).toEqual(secretly(without(OURS, 'bob.A')));
  });
  it('PUSH-4, PUSH-I3: at most propagatePeerNum', () => {
    const { scene, links } = crowd({ parameters: { propagatePeerNum: 3 } });
    scene.receive(links.get('ann.A')!, aliveMessage('ann.A', { seqNum: 2n }));
    expect(reached(scene, scene.taken(), 'ann.A')).toHaveLength(3);
    expect(scene.draws.map(({ count }) => count)).toEqual([3]);
  });
  it('PUSH-4: the dead are no candidates', () => {
    const scene = createScene({ parameters: { aliveExpirationTimeout: 100 } });
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('bob.A'));
    scene.advance(200);
    expect(scene.members()['bob.A']).toBe('dead');
    scene.draws.length = 0;
    scene.receive(link, aliveMessage('cat.A'));
    scene.advance(20);
    expect(scene.draws.map(({ candidates }) => candidates.length)).toEqual([1]);
  });
});

describe('push: in what form', () => {
  it('PUSH-8: payload and signature are those received, with and without the secret', () => {
    const { scene, links } = crowd();
    const message = aliveMessage('ann.A', { seqNum: 2n });
    scene.receive(links.get('dan.A')!, message);
    const sent = sentIn(scene.taken()).filter(({ kind }) => kind === 'aliveMsg');
    expect(sent).toHaveLength(6);
    for (const { message: forwarded, bytes } of sent) {
      expect(forwarded.envelope.payload).toEqual(message.envelope.payload);
      expect(forwarded.envelope.signature).toEqual(message.envelope.signature);
      if (forwarded.envelope.secretEnvelope !== undefined) expect(bytes).toEqual(message.bytes);
    }
  });
  it('PUSH-8, MEMB-14: fields that nobody knows stay, in the envelope and in the message', () => {
    const { scene, links } = crowd();
    const plain = aliveMessage('ann.A', { seqNum: 2n }).bytes;
    const odd = Uint8Array.of(...plain, 0x9a, 0x06, 0x02, 0x68, 0x69);
    scene.receive(links.get('dan.A')!, odd);
    const sent = sentIn(scene.taken()).filter(({ kind }) => kind === 'aliveMsg');
    expect(sent).toHaveLength(6);
    for (const { message, bytes } of sent) {
      if (message.envelope.secretEnvelope !== undefined) expect(bytes).toEqual(odd);
      else expect([...bytes.slice(-5)]).toEqual([...odd.slice(-5)]);
    }
  });
});
