/** Contacts: how a peer makes itself known at the endpoints that it was given. */
import { describe, expect, it } from 'vitest';
import { createPeer } from '../../src/peer/peer.js';
import {
  contentOf,
  externalOf,
  handshake,
  internalOf,
  membershipResponse,
  UNDECODABLE,
} from '../support/gossip-builders.js';
import {
  createScene,
  dialsIn,
  endsIn,
  type SceneOptions,
  sentIn,
  verdictsIn,
} from '../support/scene.js';
import { optionsFor } from '../support/symbolic-peers.js';

const ann = internalOf('ann.A');

/** A peer that has probed the endpoint of its contact and been answered by `name`. */
function found(name: string, options: SceneOptions = { bootstrap: [ann] }) {
  const scene = createScene(options);
  const [probe] = dialsIn(scene.taken());
  scene.answer(probe!.link, name);
  return scene;
}
/** The link that the request goes on: dialled, and answered by `name`. */
function requested(name: string, options?: SceneOptions) {
  const scene = found(name, options);
  const [dial] = dialsIn(scene.taken());
  scene.answer(dial!.link, name);
  const requests = sentIn(scene.taken()).filter(({ kind }) => kind === 'memReq');
  return { scene, link: dial!.link, requests };
}

describe('contacts: whom the peer contacts', () => {
  it('MEMB-29: every bootstrap peer and anchor is probed at the start', () => {
    const scene = createScene({
      bootstrap: [ann, 'b:1'],
      anchors: [
        { endpoint: 'c:1', mspId: 'A' },
        { endpoint: 'd:1', mspId: 'B' },
      ],
    });
    const effects = scene.taken();
    expect(dialsIn(effects).map(({ endpoint }) => endpoint)).toEqual([ann, 'b:1', 'c:1', 'd:1']);
    expect(sentIn(effects)).toEqual([]);
  });
  it('MEMB-34, MEMB-30: the peer’s own endpoints are no contacts', () => {
    const port = internalOf('self.A').split(':')[1];
    const bootstrap = [internalOf('self.A'), externalOf('self.A'), `127.0.0.1:${port}`];
    const scene = createScene({ bootstrap: [...bootstrap, `localhost:${port}`] });
    expect(dialsIn(scene.taken())).toEqual([]);
  });
  it('MEMB-30: another organisation’s anchor is no contact for a peer without external endpoint', () => {
    const anchors = [{ endpoint: 'd:1', mspId: 'B' }];
    expect(dialsIn(createScene({ anchors, externalEndpoint: '' }).taken())).toEqual([]);
    expect(dialsIn(createScene({ anchors }).taken())).toHaveLength(1);
  });
  it('MEMB-50: contacts beyond contactsMax are ignored and reported', () => {
    const scene = createScene({
      bootstrap: ['a:1', 'b:1', 'a:1', 'c:1'],
      parameters: { contactsMax: 2 },
    });
    const effects = scene.taken();
    expect(dialsIn(effects).map(({ endpoint }) => endpoint)).toEqual(['a:1', 'b:1']);
    expect(verdictsIn(effects)).toEqual(['ignore MEMB-50']);
    expect(scene.peer.state.contacts.size).toBe(2);
  });
  it.each(['host', 'a:b:1', 'host:65536', ':1'])(
    'MEMB-45: a peer does not come to be with the internal endpoint "%s"',
    (endpoint) => {
      const options = optionsFor(['self.A']).get('self.A')!;
      expect(() => createPeer({ ...options, endpoint })).toThrow(
        `endpoint: expected host:port with a port from 0 to 65535, got "${endpoint}"`,
      );
    },
  );
});

describe('contacts: who answers', () => {
  it.each([
    ['a bootstrap peer', { bootstrap: [ann] }, 'bob.A'],
    ['an anchor of ours', { anchors: [{ endpoint: ann, mspId: 'A' }] }, 'bob.A'],
    ['another organisation’s anchor', { anchors: [{ endpoint: ann, mspId: 'B' }] }, 'eve.B'],
    ['anybody at that', { anchors: [{ endpoint: ann, mspId: 'B' }] }, 'gus.C'],
  ])('MEMB-30, MEMB-31: %s is sent a request with a random nonce', (_, options, name) => {
    const { requests } = requested(name, options);
    expect(requests).toHaveLength(1);
    expect(requests[0]!.message.message.nonce).toBe(1_000n);
    const { selfInformation } = contentOf(requests[0]!.message, 'memReq');
    // MEMB-35
    expect(selfInformation!.secretEnvelope !== undefined).toBe(name.endsWith('A'));
  });
  it.each([
    ['bootstrap peer', { bootstrap: [ann] }],
    ['anchor of ours', { anchors: [{ endpoint: ann, mspId: 'A' }] }],
  ])('MEMB-30: a %s of another organisation is refused, and probed again later', (_, options) => {
    const scene = found('eve.B', options);
    expect(dialsIn(scene.taken())).toEqual([]);
    scene.advance(24_999);
    expect(dialsIn(scene.taken())).toEqual([]);
    scene.advance(1);
    expect(dialsIn(scene.taken())).toEqual([{ link: 'd2', endpoint: ann }]);
  });
  it('MEMB-29: the probe is gone before the request is sent on a link of its own', () => {
    const scene = found('ann.A');
    const effects = scene.taken();
    expect(endsIn(effects)).toEqual(['d1 OK']);
    expect(dialsIn(effects)).toEqual([{ link: 'd2', endpoint: ann }]);
    expect(sentIn(effects).map(({ kind }) => kind)).toEqual(['conn']);
  });
});

describe('contacts: failures', () => {
  const parameters = { maxConnectionAttempts: 3 };
  it.each([
    [
      'dial',
      (scene: ReturnType<typeof createScene>, link: string) =>
        scene.feed({ type: 'dial.failed', link, reason: 'refused' }),
    ],
    [
      'handshake',
      (scene: ReturnType<typeof createScene>, link: string) => {
        scene.open(link, 'ann.A');
        scene.receive(link, UNDECODABLE);
      },
    ],
    [
      'proof',
      (scene: ReturnType<typeof createScene>, link: string) => {
        scene.open(link, 'ann.A');
        scene.receive(link, handshake('ann.A', { signer: 'bob.A' }));
      },
    ],
  ])(
    'MEMB-43, MEMB-33: after a failed %s it waits, and gives up after maxConnectionAttempts',
    (_, fail) => {
      const scene = createScene({ bootstrap: [ann], parameters });
      for (const link of ['d1', 'd2', 'd3']) {
        expect(dialsIn(scene.taken())).toEqual([{ link, endpoint: ann }]);
        fail(scene, link);
        expect(dialsIn(scene.taken())).toEqual([]);
        scene.advance(25_000);
      }
      scene.advance(100_000);
      expect(dialsIn(scene.taken())).toEqual([]);
    },
  );
  it('MEMB-32: the same request goes again after wait and interval, until its nonce comes back', () => {
    const { scene, link, requests } = requested('ann.A');
    scene.advance(29_999);
    const isRequest = ({ kind }: { kind: string }) => kind === 'memReq';
    expect(sentIn(scene.taken()).filter(isRequest)).toEqual([]);
    scene.advance(1);
    const again = sentIn(scene.taken()).filter(isRequest);
    expect(again.map(({ bytes }) => bytes)).toEqual(requests.map(({ bytes }) => bytes));
    scene.receive(link, membershipResponse({}, { nonce: 1_001n }));
    scene.receive(link, membershipResponse({}, { nonce: 0n }));
    scene.advance(30_000);
    expect(sentIn(scene.taken()).filter(isRequest)).toHaveLength(1);
    scene.receive(link, membershipResponse({}, { nonce: 1_000n }));
    scene.advance(300_000);
    expect(sentIn(scene.taken()).filter(isRequest)).toEqual([]);
  });
  it('MEMB-33: it gives up after as many unanswered requests', () => {
    const { scene } = requested('ann.A', { bootstrap: [ann], parameters });
    scene.advance(1_000_000);
    const requests = sentIn(scene.taken()).filter(({ kind }) => kind === 'memReq');
    expect(requests).toHaveLength(2);
  });
  it('MEMB-31: every contact has a nonce of its own, and is answered by it alone', () => {
    const scene = createScene({ bootstrap: [ann, internalOf('bob.A')] });
    const [first, second] = dialsIn(scene.taken());
    scene.answer(first!.link, 'ann.A');
    scene.answer(second!.link, 'bob.A');
    const states = () =>
      [...scene.peer.state.contacts.values()].map(({ nonce, instance }) => [nonce, instance.state]);
    const [dial] = dialsIn(scene.taken());
    scene.answer(dial!.link, 'ann.A');
    const [[, waiting] = []] = states();
    scene.receive(dial!.link, membershipResponse({}, { nonce: 1_000n }));
    const [answered, other] = states();
    expect([answered![0], other]).toEqual([1_000n, [1_001n, waiting]]);
    expect(answered![1]).not.toBe(waiting);
  });
});
