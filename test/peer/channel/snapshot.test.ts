/** Snapshots of StateInfo: asked for, answered, received. */
import { describe, expect, it } from 'vitest';
import type { ChannelConfig, ChannelReader } from '../../../src/wire/channel/port.js';
import { createSymbolicChannelReader } from '../../../src/wire/channel/symbolic.js';
import { channelMac } from '../../../src/wire/channel-mac.js';
import { encodeEnvelope, type SignedMessage, unsignedMessage } from '../../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../../src/wire/hex.js';
import type { Envelope } from '../../../src/wire/message-types.js';
import { accept } from '../../../src/wire/verdict.js';
import {
  type ChannelScene,
  channelScene,
  snapshot,
  snapshotRequest,
  stateInfo,
  utf8,
  world,
} from '../../support/channel-scene.js';
import {
  aliveMessage,
  contentOf,
  identityOf,
  opened,
  pkiIdOfName,
  pkiOf,
} from '../../support/gossip-builders.js';
import { NAMES, sentIn, verdictsIn } from '../../support/scene.js';
import { crypto } from '../../support/symbolic-peers.js';

const nameOf = (pki: string) => NAMES.find((name) => pkiOf(name) === pki) ?? pki;
const stored = (scene: ChannelScene, channel = 'ch1') =>
  [...scene.entry(channel).stateInfos.keys()].map(nameOf).sort();

/** Whose StateInfo an answer tells of, and the answer. */
function asked(scene: ChannelScene, link: string, name: string, channel = 'ch1') {
  scene.taken();
  scene.receive(link, snapshotRequest(name, channel));
  const answers = sentIn(scene.taken()).filter(({ kind }) => kind === 'stateSnapshot');
  expect(answers.map((answer) => answer.link)).toEqual([link]);
  const { message } = answers[0]!;
  const authors = contentOf(message, 'stateSnapshot').elements.map((envelope) => {
    const element = opened(encodeOf(envelope));
    return nameOf(toHex(contentOf(element, 'stateInfo').pkiId));
  });
  return { message, authors: authors.sort() };
}
const encodeOf = (envelope: Envelope): Uint8Array => encodeEnvelope(envelope);

describe('asking for snapshots', () => {
  it('CHAN-50, CHAN-51: asks as many live members of the channel, with its own MAC', () => {
    const scene = channelScene({ ch1: 'AB', ch2: 'AC' }, { parameters: { pullPeerNum: 2 } });
    const links = new Map(
      ['ann.A', 'bob.A', 'eve.B', 'gus.C'].map((name) => [scene.member(name), name]),
    );
    scene.advance(3_999);
    expect(sentIn(scene.taken()).filter(({ kind }) => kind === 'stateInfoPullReq')).toEqual([]);
    scene.advance(1);
    const requests = sentIn(scene.taken()).filter(({ kind }) => kind === 'stateInfoPullReq');
    const macs = ['ch1', 'ch2'].map((name) =>
      toHex(channelMac(crypto, pkiIdOfName('self.A'), name)),
    );
    for (const { message, link } of requests) {
      expect(message.message).toMatchObject({ tag: Tag.CHAN_OR_ORG, nonce: 0n });
      expect(message.message.channel).toHaveLength(0);
      expect(message.envelope.signature).toHaveLength(0);
      const mac = toHex(contentOf(message, 'stateInfoPullReq').channelMAC);
      const org = links.get(link)!.split('.')[1]!;
      expect(mac === macs[0] ? 'AB' : 'AC').toContain(org);
    }
    expect(requests).toHaveLength(4);
  });

  it('CHAN-50: asks nobody where no member is of the channel', () => {
    const scene = channelScene({ ch1: 'A', ch2: 'AB' });
    scene.member('eve.B');
    scene.advance(4_000);
    const requests = sentIn(scene.taken()).filter(({ kind }) => kind === 'stateInfoPullReq');
    expect(requests).toHaveLength(1);
  });
});

describe('answering', () => {
  /** ann is hidden from other organisations, bob is not; eve and gus are of others. */
  function known() {
    const scene = channelScene({ ch1: 'ABC' });
    const links = {
      ann: scene.member('ann.A', { endpoint: '' }),
      bob: scene.member('bob.A'),
      eve: scene.member('eve.B', { endpoint: '' }),
      fay: scene.connect('fay.B'),
      gus: scene.member('gus.C'),
    };
    for (const name of ['ann.A', 'bob.A', 'eve.B', 'gus.C'])
      scene.receive(links.bob, stateInfo(name));
    return { scene, ...links };
  }
  const others = ['ann.A', 'bob.A', 'eve.B', 'gus.C'];

  it('CHAN-52, CHAN-53: our own organisation gets everything', () => {
    const { scene, ann } = known();
    const { message, authors } = asked(scene, ann, 'ann.A');
    expect(authors).toEqual(others);
    expect(message.message).toMatchObject({ tag: Tag.CHAN_OR_ORG, nonce: 0n });
    expect(message.message.channel).toEqual(utf8('ch1'));
    expect(message.envelope.signature).toHaveLength(0);
    scene.advance(4_100);
    expect(asked(scene, ann, 'ann.A').authors).toEqual([...others, 'self.A']);
  });

  it('CHAN-53: others do not hear of our members without external endpoint', () => {
    const { scene, fay, bob } = known();
    expect(asked(scene, fay, 'fay.B').authors).toEqual(['bob.A', 'eve.B', 'gus.C']);
    scene.receive(bob, aliveMessage('bob.A', { seqNum: 2n, endpoint: '' }));
    expect(asked(scene, fay, 'fay.B').authors).toEqual(['eve.B', 'gus.C']);
    scene.receive(bob, aliveMessage('ann.A', { seqNum: 2n }));
    expect(asked(scene, fay, 'fay.B').authors).toEqual(['ann.A', 'eve.B', 'gus.C']);
    // As many as before, but not the same.
    scene.receive(bob, aliveMessage('ann.A', { seqNum: 3n, endpoint: '' }));
    scene.receive(bob, aliveMessage('bob.A', { seqNum: 3n }));
    expect(asked(scene, fay, 'fay.B').authors).toEqual(['bob.A', 'eve.B', 'gus.C']);
  });

  it.each([
    ['', []],
    ['ext.self.A:7000', ['self.A']],
  ])('CHAN-53: others hear of ourselves if we have one: %s', (externalEndpoint, authors) => {
    const scene = channelScene({ ch1: 'AB' }, { externalEndpoint });
    const eve = scene.member('eve.B');
    scene.advance(4_000);
    expect(asked(scene, eve, 'eve.B').authors).toEqual(authors);
  });

  it('CHAN-52: an empty snapshot is sent, too', () => {
    const scene = channelScene({ ch1: 'A' });
    expect(asked(scene, scene.connect('ann.A'), 'ann.A').authors).toEqual([]);
  });

  it('CHAN-45: a snapshot tells messages as they were received, the newest of each author', () => {
    const { scene, ann } = known();
    const newest = stateInfo('gus.C', { seqNum: 9n });
    scene.receive(ann, newest);
    const { message } = asked(scene, ann, 'ann.A');
    const bytes = contentOf(message, 'stateSnapshot').elements.map((e) => toHex(encodeOf(e)));
    expect(bytes).toContain(toHex(newest.bytes));
    expect(bytes).not.toContain(toHex(stateInfo('gus.C').bytes));
  });

  it('CHAN-32: not with the MAC of somebody else, of another channel, or none', () => {
    const { scene, ann } = known();
    scene.taken();
    scene.receive(ann, snapshotRequest('ann.A', 'ch1', 'bob.A'));
    scene.receive(ann, snapshotRequest('ann.A', 'ch9'));
    const { message } = snapshotRequest('ann.A');
    const none = { $typeName: 'gossip.StateInfoPullRequest' as const, channelMAC: utf8('') };
    const content = { case: 'stateInfoPullReq' as const, value: none };
    scene.receive(ann, unsignedMessage({ ...message, content }));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual(Array(3).fill('ignore CHAN-D21'));
    expect(sentIn(effects)).toEqual([]);
  });
});

describe('receiving', () => {
  function listening(options: Parameters<typeof channelScene>[1] = {}) {
    const scene = channelScene({ ch1: 'AB' }, options);
    const ann = scene.member('ann.A');
    for (const name of ['bob.A', 'cat.A', 'eve.B']) scene.receive(ann, aliveMessage(name));
    scene.taken();
    const hear = (...elements: SignedMessage[]) => {
      scene.receive(ann, snapshot(elements));
      return verdictsIn(scene.taken());
    };
    return { scene, ann, hear };
  }

  it('CHAN-54: stores what it takes, and pushes nothing on', () => {
    const { scene, ann } = listening();
    scene.receive(ann, snapshot([stateInfo('bob.A'), stateInfo('eve.B', { height: 7n })]));
    expect(stored(scene)).toEqual(['bob.A', 'eve.B']);
    expect(scene.entry().stateInfos.get(pkiOf('eve.B'))?.height).toBe(7n);
    scene.taken();
    scene.advance(100);
    expect(sentIn(scene.taken()).map(({ kind }) => kind)).toEqual([]);
  });

  it('CHAN-56: skips what is not new or our own, and goes on', () => {
    const { scene, hear } = listening();
    hear(stateInfo('bob.A', { seqNum: 3n }));
    const stale = stateInfo('bob.A', { seqNum: 3n, signer: 'ann.A' });
    const own = stateInfo('self.A', { incNum: 1n << 62n, signer: 'ann.A' });
    expect(hear(stale, own, stateInfo('cat.A'))).toEqual([]);
    expect(stored(scene)).toEqual(['bob.A', 'cat.A']);
  });

  it('CHAN-57: skips those who are no members, and goes on', () => {
    const { scene, hear } = listening();
    scene.meet('dan.A');
    expect(hear(stateInfo('dan.A'), stateInfo('cat.A'))).toEqual([]);
    expect(stored(scene)).toEqual(['cat.A']);
  });

  const junk = (): SignedMessage => {
    const { message, envelope } = stateInfo('bob.A');
    const bad = { ...envelope, payload: Uint8Array.of(9) };
    return { message, envelope: bad, bytes: encodeEnvelope(bad) };
  };
  it.each([
    ['reject CHAN-55', junk],
    ['reject CHAN-D1', () => aliveMessage('bob.A')],
    ['reject CHAN-D2', () => stateInfo('bob.A', { without: ['pkiId'] })],
    ['reject CHAN-D3', () => stateInfo('bob.A', { without: ['timestamp'] })],
    ['reject CHAN-D4', () => stateInfo('bob.A', { without: ['properties'] })],
    ['reject CHAN-D5', () => unsignedMessage(stateInfo('bob.A').message)],
    ['reject CHAN-55', () => stateInfo('bob.A', { channel: 'ch2' })],
    ['reject CHAN-D10', () => stateInfo('bob.A', { signer: 'eve.B' })],
  ])('CHAN-55: %s ends the reading, what came before stays', (verdict, bad) => {
    for (const profile of ['fabric-3.1', 'hardened'] as const) {
      const { scene, hear } = listening({ profile });
      expect(hear(stateInfo('eve.B'), bad(), stateInfo('cat.A'))).toEqual([verdict]);
      expect(stored(scene)).toEqual(['eve.B']);
    }
  });

  it('CHAN-58: an author whom we do not know ends the reading', () => {
    const { scene, hear } = listening();
    expect(hear(stateInfo('dan.A'), stateInfo('cat.A'))).toEqual(['ignore CHAN-D8']);
    expect(stored(scene)).toEqual([]);
  });

  it('CHAN-59: but not in profile hardened', () => {
    const { scene, hear } = listening({ profile: 'hardened' });
    expect(hear(stateInfo('dan.A'), stateInfo('cat.A'))).toEqual(['ignore CHAN-D8']);
    expect(stored(scene)).toEqual(['cat.A']);
  });

  it('CHAN-58, CHAN-59: an author of another organisation', () => {
    for (const profile of ['fabric-3.1', 'hardened'] as const) {
      const scene = channelScene({ ch1: 'AB', ch2: 'AC' }, { profile });
      const ann = scene.member('ann.A');
      for (const name of ['bob.A', 'gus.C']) scene.receive(ann, aliveMessage(name));
      scene.taken();
      scene.receive(ann, snapshot([stateInfo('gus.C'), stateInfo('bob.A')]));
      expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-D9']);
      expect(stored(scene)).toEqual(profile === 'hardened' ? ['bob.A'] : []);
    }
  });

  it('CHAN-70: skips whom the policy Readers shuts out, and goes on', () => {
    const symbolic = createSymbolicChannelReader(world, 'A');
    const isBob = (identity: Uint8Array) => toHex(identity) === toHex(identityOf('bob.A'));
    const channelReader: ChannelReader = {
      ...symbolic,
      read(block) {
        const read = symbolic.read(block);
        if (read.verdict !== 'accept') return read;
        const satisfies: ChannelConfig['satisfies'] = (policy, identities) =>
          !identities.some(isBob) && read.value.satisfies(policy, identities);
        return accept({ ...read.value, satisfies });
      },
    };
    for (const profile of ['fabric-3.1', 'hardened'] as const) {
      const { scene, hear } = listening({ profile, channelReader });
      expect(hear(stateInfo('bob.A'), stateInfo('cat.A'))).toEqual(['ignore CHAN-D11']);
      expect(stored(scene)).toEqual(['cat.A']);
    }
  });

  it('CHAN-I7: tells of members who were never heard by push', () => {
    const { scene, hear } = listening();
    hear(stateInfo('bob.A'));
    expect(stored(scene)).toContain('bob.A');
  });

  it('CHAN-46: snapshots fill the store and no more', () => {
    const { scene, hear } = listening({ parameters: { stateInfosMax: 2 } });
    hear(stateInfo('ann.A'), stateInfo('bob.A'));
    hear(stateInfo('cat.A'), stateInfo('eve.B'));
    expect(stored(scene)).toEqual(['cat.A', 'eve.B']);
  });

  it('CHAN-68: more elements than there is room for are rejected as a whole', () => {
    const { scene, hear } = listening({ parameters: { stateInfosMax: 2 } });
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => stateInfo('cat.A', { seqNum: BigInt(i + 1) }));
    expect(hear(...many(3))).toEqual(['reject CHAN-68']);
    expect(stored(scene)).toEqual([]);
    expect(hear(...many(2))).toEqual([]);
    expect(stored(scene)).toEqual(['cat.A']);
  });
});
