/** Membership requests: those that the peer sends, and how it answers those of others. */
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/peer/config.js';
import type { PeerEffect } from '../../src/peer/io.js';
import { internalEndpointOf } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import type { Envelope } from '../../src/wire/message-types.js';
import {
  type AliveFields,
  aliveMessage,
  contentOf,
  emptyMessage,
  externalOf,
  identityOf,
  internalOf,
  membershipRequest,
  pkiOf,
  reenveloped,
} from '../support/gossip-builders.js';
import {
  createScene,
  dialsIn,
  endsIn,
  NAMES,
  type Scene,
  type SceneOptions,
  sentIn,
  verdictsIn,
} from '../support/scene.js';

const ofKind = (effects: readonly PeerEffect[], kind: string) =>
  sentIn(effects).filter((sent) => sent.kind === kind);

/** Whom an envelope speaks of, and whether it has a secret: `ann.A` or `ann.A+secret`. */
function shown(envelope: Envelope): string {
  const alive = contentOf(reenveloped(envelope), 'aliveMsg');
  const pki = toHex(alive.membership!.pkiId);
  const name = NAMES.find((candidate) => pkiOf(candidate) === pki) ?? pki;
  return envelope.secretEnvelope === undefined ? name : `${name}+secret`;
}

/** Members of all three organisations, one of ours dead; each can be without external endpoint. */
function populated(options: SceneOptions = {}, fields: Record<string, AliveFields> = {}) {
  const scene = createScene({
    ...options,
    parameters: { aliveExpirationTimeout: 1_000, pullInterval: 1_000_000, ...options.parameters },
  });
  const link = scene.connect('dan.A');
  const say = (name: string, seqNum = 1n) =>
    scene.receive(link, aliveMessage(name, { seqNum, ...fields[name] }));
  for (const name of ['cat.A', 'ann.A', 'eve.B', 'fay.B', 'gus.C']) say(name);
  scene.advance(600);
  for (const name of ['ann.A', 'eve.B', 'gus.C']) say(name, 2n);
  scene.advance(600);
  scene.taken();
  return scene;
}

/** What the peer answers to a request of `name`: elements of both lists. */
function ask(scene: Scene, name: string, fields: AliveFields = {}) {
  const link = scene.connect(name);
  scene.taken();
  scene.receive(
    link,
    membershipRequest(aliveMessage(name, { seqNum: 9n, ...fields }), { nonce: 41n }),
  );
  const effects = scene.taken();
  const [response] = ofKind(effects, 'memRes');
  if (response === undefined) return { link, effects, response, alive: [], dead: [] };
  const { alive, dead } = contentOf(response.message, 'memRes');
  return { link, effects, response, alive: alive.map(shown), dead: dead.map(shown) };
}

describe('membership requests: what is answered', () => {
  it('MEMB-16: all live members, then the peer itself; all dead ones apart', () => {
    const scene = populated();
    expect(scene.members()).toEqual({
      'ann.A': 'alive',
      'cat.A': 'dead',
      'eve.B': 'alive',
      'fay.B': 'dead',
      'gus.C': 'alive',
    });
    const { alive, dead, link, response } = ask(scene, 'bob.A');
    expect(response!.link).toBe(link);
    expect(alive).toEqual(['ann.A+secret', 'bob.A+secret', 'self.A+secret']);
    expect(dead).toEqual(['cat.A+secret']);
  });
  it('MEMB-28, MEMB-I4: another organisation is told of its own and ours, without secrets', () => {
    const { alive, dead } = ask(populated(), 'eve.B');
    expect(alive).toEqual(['ann.A', 'eve.B', 'self.A']);
    expect(dead).toEqual(['cat.A', 'fay.B']);
  });
  it('MEMB-28: ours without an external endpoint are hidden from another organisation', () => {
    const { alive } = ask(populated({}, { 'ann.A': { endpoint: '' } }), 'eve.B');
    expect(alive).toEqual(['eve.B', 'self.A']);
  });
  it('MEMB-17: the nonce is copied; the response is an unsigned message with tag EMPTY', () => {
    const { message } = ask(populated(), 'bob.A').response!.message;
    expect(message).toMatchObject({ nonce: 41n, tag: Tag.EMPTY });
    const { envelope } = ask(populated(), 'bob.A').response!.message;
    expect(envelope.signature).toHaveLength(0);
  });
  it('MEMB-15: a nonce above 2^53 comes back exactly', () => {
    const scene = createScene();
    const link = scene.connect('bob.A');
    scene.taken();
    scene.receive(link, membershipRequest(aliveMessage('bob.A'), { nonce: 2n ** 64n - 1n }));
    const [response] = ofKind(scene.taken(), 'memRes');
    expect(response!.message.message.nonce).toBe(2n ** 64n - 1n);
  });
  it('MEMB-47: the own one is the one last pushed, or a new one', () => {
    const scene = createScene();
    const own = (answer: ReturnType<typeof ask>) => {
      const { alive } = contentOf(answer.response!.message, 'memRes');
      return contentOf(reenveloped(alive.at(-1)!), 'aliveMsg').timestamp!.seqNum;
    };
    const before = [own(ask(scene, 'bob.A')), own(ask(scene, 'ann.A'))];
    expect(before[1]).toBeGreaterThan(before[0]!);
    scene.advance(5_020);
    const [pushed] = ofKind(scene.taken(), 'aliveMsg');
    const seqNum = contentOf(pushed!.message, 'aliveMsg').timestamp!.seqNum;
    scene.meet('cat.A');
    expect([own(ask(scene, 'cat.A')), own(ask(scene, 'dan.A'))]).toEqual([seqNum, seqNum]);
  });
  it('MEMB-16: a member’s message is told as it came', () => {
    const scene = createScene();
    const link = scene.connect('dan.A');
    const message = aliveMessage('ann.A', { metadata: Uint8Array.of(1, 2, 3) });
    scene.receive(link, message);
    const { alive } = contentOf(ask(scene, 'bob.A').response!.message, 'memRes');
    expect(alive[0]).toEqual(message.envelope);
  });
});

describe('membership requests: who may ask', () => {
  const hidden = { externalEndpoint: '' };
  it.each([
    ['nothing in it', undefined, 'reject MEMB-D19'],
    ['another message in it', emptyMessage(), 'reject MEMB-D19'],
    [
      'an alive message without signature',
      reenveloped({ ...aliveMessage('bob.A').envelope, signature: new Uint8Array() }),
      'reject MEMB-D19',
    ],
    ['an alive message of somebody else', aliveMessage('ann.A'), 'reject MEMB-D20'],
    ['a forged alive message', aliveMessage('bob.A', { signer: 'ann.A' }), 'reject MEMB-D7'],
  ] as const)(
    'MEMB-15: a request with %s is not answered, and the link stays',
    (_, self, verdict) => {
      const scene = createScene();
      const link = scene.connect('bob.A');
      scene.taken();
      scene.receive(link, membershipRequest(self));
      const effects = scene.taken();
      expect(verdictsIn(effects)).toEqual([verdict]);
      expect(sentIn(effects)).toEqual([]);
      expect(endsIn(effects)).toEqual([]);
      expect(scene.members()).toEqual({});
    },
  );
  it('MEMB-15: somebody else’s alive message in a request does not even bring an identity in', () => {
    const scene = createScene();
    const link = scene.connect('bob.A');
    scene.receive(link, membershipRequest(aliveMessage('ann.A')));
    expect(scene.knows('ann.A')).toBe(false);
  });
  it('MEMB-15: self_information that does not decode is malformed; the link stays', () => {
    const scene = createScene();
    const link = scene.connect('bob.A');
    const broken = { ...aliveMessage('bob.A') };
    const envelope = { ...broken.envelope, payload: Uint8Array.of(0xff) };
    scene.taken();
    scene.receive(link, membershipRequest({ ...broken, envelope }));
    expect(verdictsIn(scene.taken())).toEqual(['reject MEMB-D19']);
  });
  it('MEMB-15: who asks is learned', () => {
    const scene = createScene();
    ask(scene, 'bob.A');
    expect(scene.member('bob.A')).toMatchObject({ state: 'alive', seqNum: 9n });
    expect(scene.member('bob.A')!.internalEndpoint).toBe(internalOf('bob.A'));
  });
  it('MEMB-15: a stale request is answered and changes nothing', () => {
    const scene = createScene();
    const link = scene.connect('bob.A');
    scene.receive(link, aliveMessage('bob.A', { seqNum: 5n }));
    scene.advance(100);
    const seen = scene.member('bob.A');
    scene.taken();
    scene.receive(link, membershipRequest(aliveMessage('bob.A', { seqNum: 4n })));
    expect(ofKind(scene.taken(), 'memRes')).toHaveLength(1);
    expect(scene.member('bob.A')).toEqual(seen);
  });
  it('MEMB-15, LINK-12: who may not know of the peer is learned, and its link ended', () => {
    const scene = createScene(hidden);
    const { link, effects } = ask(scene, 'eve.B');
    expect(ofKind(effects, 'memRes')).toEqual([]);
    expect(endsIn(effects)).toEqual([`${link} OK`]);
    expect(scene.members()).toEqual({ 'eve.B': 'alive' });
  });
  it('MEMB-15: so is one that has no external endpoint itself', () => {
    const scene = createScene();
    const { link, effects } = ask(scene, 'eve.B', { endpoint: '', internalEndpoint: null });
    expect(endsIn(effects)).toEqual([`${link} OK`]);
  });
  it('MEMB-I1: a peer that has found itself does not become its own member', () => {
    const scene = createScene();
    const link = scene.connect('self.A');
    scene.taken();
    scene.receive(link, membershipRequest(aliveMessage('self.A', { incNum: 2n ** 63n })));
    expect(ofKind(scene.taken(), 'memRes')).toHaveLength(1);
    expect(scene.members()).toEqual({});
  });
  it('MEMB-46: what stands in a request is neither stored nor forwarded', () => {
    const scene = populated();
    ask(scene, 'bob.A');
    expect(scene.peer.state.aliveStore.has(pkiOf('bob.A'))).toBe(false);
    scene.advance(20);
    const pushed = ofKind(scene.taken(), 'aliveMsg').map(({ message }) => shown(message.envelope));
    expect(pushed).not.toContain('bob.A+secret');
  });
});

describe('membership requests: what the peer sends', () => {
  /** The peer with links to members of two organisations. */
  function linked(options: SceneOptions = {}) {
    const scene = createScene(options);
    for (const name of ['ann.A', 'bob.A', 'cat.A', 'eve.B']) {
      const link = scene.connect(name);
      scene.receive(link, aliveMessage(name));
    }
    scene.advance(20);
    scene.taken();
    scene.draws.length = 0;
    return scene;
  }
  it('MEMB-6: every pullInterval one with nonce 0 to at most pullPeerNum live members, drawn', () => {
    const scene = linked({ parameters: { pullInterval: 1_000, pullPeerNum: 2 } });
    scene.advance(960);
    expect(ofKind(scene.taken(), 'memReq')).toEqual([]);
    for (const _ of [1, 2]) {
      scene.advance(1_000);
      const requests = ofKind(scene.taken(), 'memReq');
      expect(requests).toHaveLength(2);
      for (const { message } of requests)
        expect(message.message).toMatchObject({ nonce: 0n, tag: Tag.EMPTY });
      const [draw] = scene.draws.splice(0);
      expect(draw!.count).toBe(2);
      expect(draw!.candidates).toHaveLength(4);
    }
  });
  it('MEMB-6: to nobody if nobody is alive', () => {
    const scene = createScene({ parameters: { aliveExpirationTimeout: 100 } });
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('ann.A'));
    scene.advance(200);
    scene.taken();
    scene.advance(20_000);
    expect(ofKind(scene.taken(), 'memReq')).toEqual([]);
  });
  /** What the request to a member brings about that has no link, and whose newest message no secret. */
  function asked(profile: Profile, endpoint: string) {
    const scene = createScene({ profile });
    const link = scene.connect('dan.A');
    scene.receive(link, aliveMessage('ann.A', { endpoint }));
    const newest = { endpoint, seqNum: 2n, internalEndpoint: null };
    scene.receive(link, aliveMessage('ann.A', newest));
    expect(scene.member('ann.A')).toMatchObject({ internalEndpoint: internalOf('ann.A') });
    scene.taken();
    scene.feed({ type: 'timer.fired', timer: timerOf(scene, 'membership-sync') });
    const [dialled] = dialsIn(scene.taken());
    return { dialled: dialled?.endpoint, state: scene.member('ann.A')!.state };
  }
  const timerOf = ({ timers }: Scene, name: string) =>
    [...timers.keys()].find((timer) => timer.includes(name))!;
  it.each([
    ['fabric-3.1', externalOf('ann.A')],
    ['fabric-2.5', externalOf('ann.A')],
    ['hardened', internalOf('ann.A')],
  ] as const)(
    'MEMB-53: one without a link is dialled where its newest message says, or where it is known to be, %s',
    (profile, dialled) => {
      expect(asked(profile, externalOf('ann.A'))).toEqual({ dialled, state: 'alive' });
    },
  );
  it('MEMB-53, DEV-69, LINK-37: and is dead if that says nothing', () => {
    expect(asked('fabric-3.1', '')).toEqual({ dialled: undefined, state: 'dead' });
    expect(asked('hardened', '')).toEqual({ dialled: internalOf('ann.A'), state: 'alive' });
  });
  it('MEMB-44, MEMB-1: it has the peer’s alive message and no known peers', () => {
    const scene = linked();
    scene.advance(4_000);
    const [request] = ofKind(scene.taken(), 'memReq');
    const { selfInformation, known } = contentOf(request!.message, 'memReq');
    expect(known).toEqual([]);
    const self = contentOf(reenveloped(selfInformation!), 'aliveMsg');
    expect(self.membership!.endpoint).toBe(externalOf('self.A'));
    expect(self.identity).toEqual(identityOf('self.A'));
    expect(request!.message.envelope.signature).toHaveLength(0);
  });
  it('MEMB-35, MEMB-I4: the secret stays inside the organisation', () => {
    const scene = linked({ parameters: { pullPeerNum: 4 } });
    const organisations = new Map(
      [...scene.peer.state.linkOf].map(([pki, link]) => [link, pki === pkiOf('eve.B') ? 'B' : 'A']),
    );
    scene.advance(4_000);
    const secrets = ofKind(scene.taken(), 'memReq').map(({ link, message }) => [
      organisations.get(link),
      internalEndpointOf(contentOf(message, 'memReq').selfInformation!),
    ]);
    expect(secrets).toHaveLength(4);
    for (const [organisation, secret] of secrets)
      expect(secret).toBe(organisation === 'A' ? internalOf('self.A') : '');
  });
});
