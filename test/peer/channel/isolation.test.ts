/** Isolation: messages of a channel change nothing, and get no answer, unless they come from within. */
import { describe, expect, it } from 'vitest';
import { forgetIdentity } from '../../../src/peer/identities.js';
import { canonical } from '../../../src/peer/image.js';
import { encodeEnvelope, type SignedMessage } from '../../../src/wire/envelope.js';
import {
  blockHello,
  blockMessage,
  channelScene,
  snapshot,
  snapshotRequest,
  stateInfo,
} from '../../support/channel-scene.js';
import { leadershipMessage } from '../../support/gossip-builders.js';
import { sentIn, verdictsIn } from '../../support/scene.js';

/** What the peer remembers of its channels; the rest of a StateInfo's way is not in it. */
const remembered = ({ peer }: ReturnType<typeof channelScene>): string =>
  canonical({ channels: peer.state.channels, foreign: peer.state.foreignStateInfos });

type Kind = 'block' | 'stateInfo' | 'stateInfoRequest' | 'snapshot' | 'blockPull' | 'leadership';
const messageOf: Readonly<Record<Kind, (sender: string, channel: string) => SignedMessage>> = {
  block: (_, channel) => blockMessage(channel),
  stateInfo: (_, channel) => stateInfo('bob.A', { channel, seqNum: 7n }),
  stateInfoRequest: (sender, channel) => snapshotRequest(sender, channel),
  snapshot: (_, channel) => snapshot([stateInfo('bob.A', { channel, seqNum: 8n })], channel),
  blockPull: (_, channel) => blockHello(channel),
  leadership: (sender, channel) => leadershipMessage(sender, channel),
};
const kinds = Object.keys(messageOf) as Kind[];

/** A member of ch1 (A, B) and ch2 (A, C), to whom eve.B and gus.C are known and have said where they are. */
function scene() {
  const made = channelScene({ ch1: 'AB', ch2: 'AC' });
  const links = new Map(['ann.A', 'bob.A', 'eve.B', 'gus.C'].map((n) => [n, made.member(n)]));
  made.receive(links.get('eve.B')!, stateInfo('eve.B'));
  made.receive(links.get('gus.C')!, stateInfo('gus.C', { channel: 'ch2' }));
  made.taken();
  return { ...made, link: (name: string) => links.get(name)! };
}

describe('isolation of channels', () => {
  it.each(kinds)('CHAN-I1: %s from an organisation that is not in the channel', (kind) => {
    const peer = scene();
    const before = remembered(peer);
    for (const [sender, channel] of [
      ['gus.C', 'ch1'],
      ['eve.B', 'ch2'],
    ] as const) {
      peer.receive(peer.link(sender), messageOf[kind](sender, channel));
      const effects = peer.taken();
      expect(verdictsIn(effects)).toEqual(['ignore CHAN-D23']);
      expect(sentIn(effects)).toEqual([]);
      expect(remembered(peer)).toBe(before);
    }
  });

  it.each(kinds)('CHAN-I1: %s of a channel that we have not joined, from outside', (kind) => {
    const peer = scene();
    const before = remembered(peer);
    peer.receive(peer.link('eve.B'), messageOf[kind]('eve.B', 'ch9'));
    expect(verdictsIn(peer.taken())).toEqual(['ignore CHAN-D21']);
    expect(remembered(peer)).toBe(before);
  });

  it.each(['blockPull', 'leadership'] as const)(
    'CHAN-I2: %s from another organisation of the channel',
    (kind) => {
      const peer = scene();
      const before = remembered(peer);
      peer.receive(peer.link('eve.B'), messageOf[kind]('eve.B', 'ch1'));
      const effects = peer.taken();
      const row = kind === 'blockPull' ? 'CHAN-D24' : 'CHAN-D27';
      expect(verdictsIn(effects)).toEqual([`ignore ${row}`]);
      expect(sentIn(effects)).toEqual([]);
      expect(remembered(peer)).toBe(before);
    },
  );

  it('CHAN-30: pull of blocks by who has no StateInfo', () => {
    const peer = scene();
    peer.receive(peer.link('ann.A'), blockHello());
    expect(verdictsIn(peer.taken())).toEqual(['ignore CHAN-D26']);
  });

  it('CHAN-30: whose identity is gone is of no organisation', () => {
    const peer = scene();
    for (const [pki, entry] of peer.peer.state.identities)
      if (entry.mspId === 'B') forgetIdentity(peer.peer, pki);
    peer.receive(peer.link('eve.B'), snapshotRequest('eve.B'));
    expect(verdictsIn(peer.taken())).toEqual(['ignore CHAN-D22']);
  });

  it('CHAN-31: a name that is no channel of ours is of none, however long', () => {
    const peer = scene();
    const ann = peer.link('ann.A');
    for (const name of ['', 'ch', 'ch11', 'CH1', 'ch1\0', 'x'.repeat(200_000)])
      peer.receive(ann, snapshot([], name));
    expect(verdictsIn(peer.taken())).toEqual(Array(6).fill('ignore CHAN-D21'));
    peer.receive(ann, snapshot([], 'ch1'));
    expect(verdictsIn(peer.taken())).toEqual([]);
  });

  it('CHAN-29: leadership messages that are not their author’s own word', () => {
    const peer = scene();
    const ann = peer.link('ann.A');
    const forged = { ...leadershipMessage('ann.A') };
    const other = leadershipMessage('bob.A');
    const { message, envelope } = forged;
    const resigned = { ...envelope, signature: other.envelope.signature };
    peer.receive(ann, { message, envelope: resigned, bytes: encodeEnvelope(resigned) });
    const unsigned = { ...envelope, signature: new Uint8Array() };
    peer.receive(ann, { message, envelope: unsigned, bytes: encodeEnvelope(unsigned) });
    peer.receive(ann, leadershipMessage('cat.A'));
    expect(verdictsIn(peer.taken())).toEqual([
      'reject CHAN-29',
      'reject CHAN-29',
      'ignore CHAN-29',
    ]);
  });

  it('CHAN-I4: what must not name the channel does not', () => {
    const peer = scene();
    peer.advance(12_000);
    const nameless = ['stateInfo', 'stateInfoPullReq', 'aliveMsg', 'memReq'];
    const sent = sentIn(peer.taken()).filter(({ kind }) => nameless.includes(kind));
    expect(new Set(sent.map(({ kind }) => kind))).toEqual(new Set(nameless));
    const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);
    for (const { bytes } of sent) expect(text(bytes)).not.toMatch(/ch[12]/);
  });
});

describe('push of StateInfo', () => {
  /** Who gets a StateInfo of that channel and author, which ann sends. */
  function receivers(author: string, channel: string, endpoint?: string) {
    const made = channelScene({ ch1: 'AB', ch2: 'AC' }, { parameters: { propagatePeerNum: 9 } });
    const names = ['ann.A', 'bob.A', 'eve.B', 'gus.C'];
    const links = new Map(
      names.map((name) => [
        made.member(name, name === author && endpoint !== undefined ? { endpoint } : {}),
        name,
      ]),
    );
    made.taken();
    const [ann] = [...links].find(([, name]) => name === 'ann.A')!;
    const message = stateInfo(author, { channel });
    made.receive(ann, message);
    made.advance(20);
    const sent = sentIn(made.taken()).filter(({ kind }) => kind === 'stateInfo');
    for (const { bytes } of sent) expect(bytes).toEqual(message.bytes);
    return sent.map(({ link }) => links.get(link)).sort();
  }

  it('PUSH-31: to the organisations of the channel, not back to its sender', () => {
    expect(receivers('bob.A', 'ch1')).toEqual(['bob.A', 'eve.B']);
    expect(receivers('bob.A', 'ch2')).toEqual(['bob.A', 'gus.C']);
    expect(receivers('eve.B', 'ch1')).toEqual(['bob.A', 'eve.B']);
  });
  it('PUSH-31: within our own, if its author is not to be seen outside', () => {
    expect(receivers('bob.A', 'ch1', '')).toEqual(['bob.A']);
    expect(receivers('eve.B', 'ch1', '')).toEqual(['bob.A']);
  });
  it('PUSH-31: within our own, if we have not joined the channel', () =>
    expect(receivers('eve.B', 'ch9')).toEqual(['bob.A']));
  it('PUSH-31: to no more than propagatePeerNum', () => {
    const made = channelScene({ ch1: 'AB' }, { parameters: { propagatePeerNum: 1 } });
    const ann = made.member('ann.A');
    for (const name of ['bob.A', 'cat.A']) made.member(name);
    made.taken();
    made.receive(ann, stateInfo('ann.A'));
    made.advance(20);
    expect(sentIn(made.taken()).filter(({ kind }) => kind === 'stateInfo')).toHaveLength(1);
  });
});
