/** StateInfo: what a peer says of itself in a channel, and what it takes of what others say. */
import { describe, expect, it } from 'vitest';
import { heightChanged } from '../../../src/peer/channel/join.js';
import { perform } from '../../../src/peer/perform.js';
import { channelMac } from '../../../src/wire/channel-mac.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../../src/wire/hex.js';
import { type ChannelScene, channelScene, stateInfo } from '../../support/channel-scene.js';
import {
  aliveMessage,
  contentOf,
  pkiIdOfName,
  pkiOf,
  reenveloped,
  START_MS,
} from '../../support/gossip-builders.js';
import { createPlainChoose, sentIn, verdictsIn } from '../../support/scene.js';
import { crypto } from '../../support/symbolic-peers.js';

const NS = 1_000_000n;
const PERIOD_MS = 4_000;
/** A push waits for its flush. */
const FLUSH_MS = 10;

const stored = (scene: ChannelScene, name: string, channel = 'ch1') =>
  scene.entry(channel).stateInfos.get(pkiOf(name));

/** StateInfo messages sent, each as who it is of and the link. */
const pushed = (scene: ChannelScene) =>
  sentIn(scene.taken())
    .filter(({ kind }) => kind === 'stateInfo')
    .map(({ message, link }) => ({ link, info: contentOf(message, 'stateInfo'), message }));

/** The ledger has grown, as the block buffer says it. */
function grow(scene: ChannelScene, height: bigint, channel = 'ch1') {
  const { peer } = scene;
  const entry = scene.entry(channel);
  entry.height = height;
  const { choose } = createPlainChoose();
  const run = { config: peer.config, state: peer.state, at: scene.now(), choose, out: [], perform };
  heightChanged(run, entry);
}

describe('own StateInfo', () => {
  it('CHAN-33, CHAN-34: says height, instant of joining and of the last change, with the MAC', () => {
    const scene = channelScene({ ch1: 'AB' });
    const link = scene.member('ann.A');
    scene.sleep(3);
    grow(scene, 7n);
    scene.taken();
    scene.advance(PERIOD_MS + FLUSH_MS);
    const [push, ...more] = pushed(scene);
    expect(more).toEqual([]);
    expect(push!.link).toBe(link);
    expect(push!.message.message).toMatchObject({ tag: Tag.CHAN_OR_ORG, nonce: 0n });
    expect(push!.message.message.channel).toHaveLength(0);
    expect(push!.info).toMatchObject({
      pkiId: pkiIdOfName('self.A'),
      channelMAC: channelMac(crypto, pkiIdOfName('self.A'), 'ch1'),
      timestamp: { incNum: BigInt(START_MS) * NS, seqNum: BigInt(START_MS + 3) * NS },
      properties: { ledgerHeight: 7n, leftChannel: false },
    });
    const { payload, signature } = push!.message.envelope;
    expect(crypto.verify(crypto.signerOf('self.A').publicKey, payload, signature)).toBe(true);
  });

  it('CHAN-35: two changes within one millisecond have two timestamps', () => {
    const scene = channelScene({ ch1: 'A' });
    const before = scene.entry().changedNum;
    grow(scene, 2n);
    const between = scene.entry().changedNum;
    grow(scene, 3n);
    expect(between).toBeGreaterThan(before);
    expect(scene.entry().changedNum).toBeGreaterThan(between);
  });

  it('CHAN-36, CHAN-37: is stored and pushed once after a change, and not before there is a live member', () => {
    const scene = channelScene({ ch1: 'A' });
    scene.advance(3 * PERIOD_MS);
    expect(pushed(scene)).toEqual([]);
    expect(stored(scene, 'self.A')).toBeUndefined();
    scene.member('ann.A');
    scene.advance(PERIOD_MS + FLUSH_MS);
    expect(pushed(scene)).toHaveLength(1);
    expect(stored(scene, 'self.A')).toBeDefined();
    scene.advance(3 * PERIOD_MS);
    expect(pushed(scene)).toEqual([]);
    grow(scene, 2n);
    scene.advance(PERIOD_MS + FLUSH_MS);
    expect(pushed(scene)).toHaveLength(1);
  });
});

describe('StateInfo by push', () => {
  it('CHAN-41: is stored and relayed to others, not to its sender', () => {
    const scene = channelScene({ ch1: 'AB' });
    const [ann, eve] = [scene.member('ann.A'), scene.member('eve.B')];
    scene.taken();
    const message = stateInfo('eve.B', { height: 9n });
    scene.receive(eve, message);
    scene.advance(FLUSH_MS);
    expect(stored(scene, 'eve.B')).toMatchObject({ height: 9n, hasLeft: false });
    const relayed = pushed(scene);
    expect(relayed.map(({ link }) => link)).toEqual([ann]);
    expect(toHex(relayed[0]!.message.bytes)).toBe(toHex(message.bytes));
  });

  it('CHAN-41: nobody needs to know the author as a member', () => {
    const scene = channelScene({ ch1: 'AB' });
    const link = scene.connect('eve.B');
    scene.receive(link, stateInfo('eve.B'));
    expect(stored(scene, 'eve.B')).toBeDefined();
  });

  it('CHAN-40: what is not new is ignored before its signature is looked at', () => {
    const scene = channelScene({ ch1: 'A' });
    const link = scene.member('ann.A');
    scene.receive(link, stateInfo('ann.A', { seqNum: 5n }));
    scene.taken();
    scene.receive(link, stateInfo('ann.A', { seqNum: 5n, signer: 'bob.A' }));
    scene.receive(link, stateInfo('ann.A', { seqNum: 4n }));
    expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-D7', 'ignore CHAN-D7']);
    scene.receive(link, stateInfo('ann.A', { incNum: 2n, seqNum: 1n, height: 3n }));
    expect(stored(scene, 'ann.A')?.height).toBe(3n);
  });

  it.each([
    ['reject CHAN-D2', { without: ['pkiId'] }],
    ['reject CHAN-D3', { without: ['timestamp'] }],
    ['reject CHAN-D4', { without: ['properties'] }],
    ['reject CHAN-D10', { signer: 'bob.A' }],
    ['ignore CHAN-D21', { channel: 'ch9' }],
    ['ignore CHAN-D21', { mac: new Uint8Array(32) }],
    ['ignore CHAN-D21', { mac: new Uint8Array() }],
  ] as const)('CHAN-40: %s for %o', (verdict, fields) => {
    const scene = channelScene({ ch1: 'AB' });
    scene.meet('ann.A');
    const link = scene.member('eve.B');
    scene.taken();
    scene.receive(link, stateInfo('ann.A', fields));
    expect(verdictsIn(scene.taken())).toEqual([verdict]);
    expect(scene.entry().stateInfos.size).toBe(0);
    expect(scene.peer.state.foreignStateInfos.size).toBe(0);
  });

  it('CHAN-40: one that is too large is rejected, whatever makes it so', () => {
    const scene = channelScene({ ch1: 'A' }, { parameters: { stateInfoSizeMax: 500 } });
    const link = scene.member('ann.A');
    scene.taken();
    const chaincodes = Array.from({ length: 50 }, (_, i) => `chaincode-${i}`);
    scene.receive(link, stateInfo('ann.A', { chaincodes }));
    expect(verdictsIn(scene.taken())).toEqual(['reject CHAN-D13']);
    scene.receive(link, stateInfo('ann.A', { chaincodes: chaincodes.slice(0, 3) }));
    expect(verdictsIn(scene.taken())).toEqual([]);
    expect(stored(scene, 'ann.A')).toBeDefined();
  });

  it('CHAN-40: a secret beside it has to be its author’s, too', () => {
    const scene = channelScene({ ch1: 'A' });
    const link = scene.member('ann.A');
    scene.taken();
    const withSecret = (name: string) => {
      const { secretEnvelope } = aliveMessage(name).envelope;
      return reenveloped({ ...stateInfo('ann.A').envelope, secretEnvelope: secretEnvelope! });
    };
    scene.receive(link, withSecret('bob.A'));
    expect(verdictsIn(scene.taken())).toEqual(['reject CHAN-D10']);
    scene.receive(link, withSecret('ann.A'));
    expect(verdictsIn(scene.taken())).toEqual([]);
  });

  it('CHAN-40: an unknown author, and our own StateInfo from elsewhere, are ignored', () => {
    const scene = channelScene({ ch1: 'A' });
    const link = scene.member('ann.A');
    scene.taken();
    scene.receive(link, stateInfo('dan.A'));
    scene.receive(link, stateInfo('self.A', { incNum: BigInt(START_MS) * 2n * NS }));
    expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-D8', 'ignore CHAN-D6']);
    expect(scene.entry().stateInfos.size).toBe(0);
  });

  it('CHAN-46: where there is no room, the one stored longest ago goes, and never our own', () => {
    const scene = channelScene({ ch1: 'A' }, { parameters: { stateInfosMax: 2 } });
    const link = scene.member('ann.A');
    scene.advance(PERIOD_MS);
    for (const name of ['bob.A', 'cat.A']) scene.meet(name);
    for (const name of ['ann.A', 'bob.A', 'cat.A']) scene.receive(link, stateInfo(name));
    expect([...scene.entry().stateInfos.keys()]).toEqual([pkiOf('self.A'), pkiOf('cat.A')]);
  });

  it('CHAN-47: authors who are no members any more are dropped, the own message stays', () => {
    const scene = channelScene({ ch1: 'A' });
    const link = scene.member('ann.A');
    scene.advance(PERIOD_MS);
    scene.meet('bob.A');
    for (const name of ['ann.A', 'bob.A']) scene.receive(link, stateInfo(name));
    expect(scene.entry().stateInfos.size).toBe(3);
    scene.advance(20_000);
    expect([...scene.entry().stateInfos.keys()]).toEqual([pkiOf('self.A'), pkiOf('ann.A')]);
  });
});

describe('StateInfo among peers of one process', () => {
  it('CHAN-32: is of one channel, whoever finds that out', () => {
    const of = (channels: Record<string, string>) => {
      const scene = channelScene(channels);
      return { scene, link: scene.member('ann.A') };
    };
    const peers = {
      one: of({ ch1: 'A' }),
      two: of({ ch1: 'A', ch2: 'A' }),
      three: of({ ch1: 'A' }),
    };
    const message = stateInfo('ann.A', { channel: 'ch2' });
    for (const { scene, link } of Object.values(peers))
      scene.feed({ type: 'envelope.received', link, message });
    const author = pkiOf('ann.A');
    for (const { scene } of [peers.one, peers.three]) {
      expect(scene.entry('ch1').stateInfos.has(author)).toBe(false);
      expect(scene.peer.state.foreignStateInfos.has(author)).toBe(true);
    }
    expect(stored(peers.two.scene, 'ann.A', 'ch2')).toBeDefined();
    expect(stored(peers.two.scene, 'ann.A', 'ch1')).toBeUndefined();
  });
});

describe('StateInfo of channels that we have not joined', () => {
  const inCh9 = { channel: 'ch9' };

  it('CHAN-48: from our organisation is kept and relayed within it', () => {
    const scene = channelScene({ ch1: 'AB' });
    const [ann, bob] = [scene.member('ann.A'), scene.member('bob.A')];
    scene.member('eve.B');
    scene.taken();
    scene.receive(ann, stateInfo('eve.B', inCh9));
    scene.advance(FLUSH_MS);
    expect(pushed(scene).map(({ link }) => link)).toEqual([bob]);
    expect(scene.peer.state.foreignStateInfos.has(pkiOf('eve.B'))).toBe(true);
    expect(scene.entry().stateInfos.size).toBe(0);
  });

  it('CHAN-48: two channels of one author share a place', () => {
    const scene = channelScene({ ch1: 'A' });
    const link = scene.member('ann.A');
    scene.receive(link, stateInfo('ann.A', { channel: 'ch8', seqNum: 2n }));
    scene.taken();
    scene.receive(link, stateInfo('ann.A', { channel: 'ch9', seqNum: 1n }));
    expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-D7']);
  });

  it('CHAN-49: are forgotten after twice their time to live', () => {
    const scene = channelScene({ ch1: 'A' }, { parameters: { publishStateInfoInterval: 10 } });
    const link = scene.member('ann.A');
    scene.receive(link, stateInfo('ann.A', inCh9));
    scene.advance(2_000);
    expect(scene.peer.state.foreignStateInfos.size).toBe(1);
    scene.advance(20);
    expect(scene.peer.state.foreignStateInfos.size).toBe(0);
  });
});
