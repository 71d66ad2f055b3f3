/** Channel peers: who counts as one, and how changes are told. */
import { describe, expect, it } from 'vitest';
import { channelPeers, isChannelPeer } from '../../../src/peer/channel/peers.js';
import { forgetIdentity } from '../../../src/peer/identities.js';
import { perform } from '../../../src/peer/perform.js';
import { type ChannelScene, channelScene, stateInfo } from '../../support/channel-scene.js';
import { aliveMessage, pkiOf } from '../../support/gossip-builders.js';
import { createPlainChoose, tracesIn } from '../../support/scene.js';

const NAMES = ['ann.A', 'bob.A', 'cat.A', 'eve.B'] as const;

function peersOf(scene: ChannelScene): string[] {
  const { peer } = scene;
  const { choose } = createPlainChoose();
  const run = { config: peer.config, state: peer.state, at: scene.now(), choose, out: [], perform };
  const listed = channelPeers(run, scene.entry()).map(({ pki }) => pki);
  const asked = NAMES.map(pkiOf).filter((pki) => isChannelPeer(run, scene.entry(), pki));
  expect([...listed].sort()).toEqual([...asked].sort());
  return NAMES.filter((name) => listed.includes(pkiOf(name)));
}

describe('channel peers', () => {
  it('CHAN-60: are alive, known, have said so, and have not left', () => {
    const scene = channelScene({ ch1: 'AB' });
    const ann = scene.member('ann.A');
    scene.member('bob.A');
    scene.meet('cat.A');
    const eve = scene.member('eve.B');
    expect(peersOf(scene)).toEqual([]);
    for (const name of ['ann.A', 'cat.A']) scene.receive(ann, stateInfo(name));
    scene.receive(eve, stateInfo('eve.B'));
    // bob has said nothing, cat is no member.
    expect(peersOf(scene)).toEqual(['ann.A', 'eve.B']);
    scene.receive(eve, stateInfo('eve.B', { seqNum: 2n, left: true }));
    expect(peersOf(scene)).toEqual(['ann.A']);
    forgetIdentity(scene.peer, pkiOf('ann.A'));
    expect(peersOf(scene)).toEqual([]);
  });

  it('CHAN-60: are no longer whom silence has taken for dead', () => {
    const scene = channelScene({ ch1: 'A' });
    const ann = scene.member('ann.A');
    scene.receive(ann, stateInfo('ann.A'));
    expect(peersOf(scene)).toEqual(['ann.A']);
    scene.advance(28_000);
    expect(scene.members()['ann.A']).toBe('dead');
    expect(peersOf(scene)).toEqual([]);
    scene.receive(scene.connect('ann.A'), aliveMessage('ann.A', { seqNum: 2n }));
    expect(peersOf(scene)).toEqual(['ann.A']);
  });

  it('CHAN-62: who has come and gone is reported, and nothing if nobody has', () => {
    const scene = channelScene({ ch1: 'A' });
    const reports = () => tracesIn(scene.taken(), 'channel-peers');
    const ann = scene.member('ann.A');
    scene.advance(5_000);
    expect(reports()).toEqual([]);
    scene.receive(ann, stateInfo('ann.A'));
    scene.advance(5_000);
    const came = { kind: 'channel-peers', channel: 'ch1', known: 1, came: [pkiOf('ann.A')] };
    expect(reports()).toEqual([{ ...came, went: [] }]);
    scene.advance(5_000);
    expect(reports()).toEqual([]);
    scene.receive(ann, stateInfo('ann.A', { seqNum: 2n, left: true }));
    scene.advance(5_000);
    expect(reports()).toEqual([{ ...came, known: 0, came: [], went: [pkiOf('ann.A')] }]);
  });
});
