/** Joining and leaving channels, and configurations that take effect. */
import { describe, expect, it } from 'vitest';
import { reconfigure } from '../../../src/peer/channel/join.js';
import { isChannelPeer } from '../../../src/peer/channel/peers.js';
import { capture, hashOf, restore } from '../../../src/peer/image.js';
import type { PeerEffect } from '../../../src/peer/io.js';
import { perform } from '../../../src/peer/perform.js';
import type { Run } from '../../../src/peer/run.js';
import type { SymbolicConfig } from '../../../src/wire/channel/symbolic.js';
import { PullMsgType } from '../../../src/wire/gen/gossip/message_pb.js';
import { createSymbolicAuthority } from '../../../src/wire/identity/symbolic.js';
import {
  blockHello,
  type ChannelScene,
  channelScene,
  ORDERER,
  settings,
  snapshot,
  snapshotRequest,
  stateInfo,
} from '../../support/channel-scene.js';
import {
  aliveMessage,
  externalOf,
  identityOf,
  pkiOf,
  START_MS,
} from '../../support/gossip-builders.js';
import { createPlainChoose, dialsIn, sentIn, tracesIn, verdictsIn } from '../../support/scene.js';

const runOf = ({ peer, now }: ChannelScene, out: PeerEffect[] = []): Run => ({
  config: peer.config,
  state: peer.state,
  at: now(),
  choose: createPlainChoose().choose,
  out,
  perform,
});

/** A config block has been committed. Returns what the peer asked for. */
function configure(scene: ChannelScene, config: SymbolicConfig, channel = 'ch1'): PeerEffect[] {
  const out: PeerEffect[] = [];
  const run = runOf(scene, out);
  reconfigure(run, scene.entry(channel), scene.chainOf(channel).configure(config));
  scene.peer.config = run.config;
  return out;
}

const accepts = ({ peer }: ChannelScene, name: string): boolean =>
  peer.config.authority.resolve(identityOf(name)).verdict === 'accept';
const stored = (scene: ChannelScene, channel = 'ch1') =>
  [...scene.entry(channel).stateInfos.keys()].sort();

describe('joining a channel', () => {
  it('CHAN-10: stores the channel and begins its periodic work', () => {
    const scene = channelScene({ ch1: 'AB' });
    expect(scene.entry()).toMatchObject({ name: 'ch1', height: 1n, hasLeft: false });
    expect(scene.entry().incNum).toBe(BigInt(START_MS) * 1_000_000n);
    const ticks = [...scene.peer.state.tickers.keys()].filter((key) => key.endsWith('/ch1'));
    expect(ticks).toHaveLength(7);
    for (const tick of ticks) expect(scene.timers.has(`ticker/${tick}/period`)).toBe(true);
    const [joined] = tracesIn(scene.taken(), 'channel');
    expect(joined).toEqual({ kind: 'channel', what: 'joined', channel: 'ch1', height: '1' });
  });

  it('CHAN-11: once; a second command is ignored', () => {
    const scene = channelScene({ ch1: 'A' });
    const entry = scene.entry();
    expect(verdictsIn(scene.join('ch1', 'AB'))).toEqual(['ignore CHAN-11']);
    expect(scene.entry()).toBe(entry);
  });

  it('CHAN-12: only as many as there is room for', () => {
    const scene = channelScene({ ch1: 'A' }, { parameters: { channelsMax: 1 } });
    expect(verdictsIn(scene.join('ch2', 'A'))).toEqual(['ignore CHAN-12']);
    expect(scene.entry('ch2')).toBeUndefined();
  });

  it('CHAN-13, CHAN-14: not with the block of another channel, nor without our organisation', () => {
    const scene = channelScene({ ch1: 'A' });
    const { configBlock, tip } = scene.chainOf('ch1');
    const { height, lastHash } = tip;
    const input = { type: 'channel.join', configBlock, height, lastHash } as const;
    expect(verdictsIn(scene.feed({ ...input, channel: 'ch2' }))).toEqual(['reject CHAN-13']);
    expect(verdictsIn(scene.join('ch3', 'BC'))).toEqual(['ignore CHAN-14']);
    const junk = { ...input, channel: 'ch4', configBlock: Uint8Array.of(7) };
    expect(verdictsIn(scene.feed(junk))).toEqual(['reject CHAN-1']);
    expect([...scene.peer.state.channels.keys()]).toEqual(['ch1']);
  });

  it('CHAN-10: a peer without a reader of configurations joins none', () => {
    const scene = channelScene({ ch1: 'A' }, { channelReader: undefined });
    expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-10']);
    expect(scene.peer.state.channels.size).toBe(0);
  });

  it('CHAN-20, CHAN-21: trusts the organisations of its channels, and forgets everybody else', () => {
    const scene = channelScene({});
    for (const name of ['ann.A', 'eve.B', 'gus.C']) scene.meet(name);
    expect(['ann.A', 'eve.B', 'gus.C'].map(scene.knows)).toEqual([true, true, true]);
    scene.join('ch1', 'AB');
    expect(['ann.A', 'eve.B', 'gus.C'].map(scene.knows)).toEqual([true, true, false]);
    expect(['self.A', 'eve.B', 'gus.C'].map((n) => accepts(scene, n))).toEqual([true, true, false]);
    scene.join('ch2', 'AC');
    expect(['self.A', 'eve.B', 'gus.C'].map((n) => accepts(scene, n))).toEqual([true, true, true]);
  });

  it('CHAN-23: contacts the anchors of the channel', () => {
    const scene = channelScene({});
    scene.taken();
    scene.join('ch1', settings('AB', { anchors: { A: ['ann:1', 'ann:1'], B: ['eve:2'] } }));
    const endpoints = dialsIn(scene.taken()).map(({ endpoint }) => endpoint);
    expect(endpoints).toEqual(['ann:1', 'eve:2']);
  });
});

describe('anchors of a channel', () => {
  it('MEMB-24: a member at the endpoint of one is not forgotten, as long as it is one', () => {
    const parameters = { aliveExpirationTimeout: 1_000, msgExpirationFactor: 2 };
    const scene = channelScene({}, { parameters });
    scene.join('ch1', settings('AB', { anchors: { B: [externalOf('eve.B')] } }));
    scene.member('eve.B');
    scene.member('fay.B');
    scene.advance(10_000);
    expect(scene.members()).toEqual({ 'eve.B': 'dead' });
    configure(scene, settings('AB', { sequence: 2 }));
    scene.receive(scene.connect('ann.A'), aliveMessage('eve.B', { seqNum: 2n }));
    scene.advance(10_000);
    expect(scene.members()).toEqual({});
  });
});

describe('a configuration that takes effect', () => {
  const later = (organisations: string, more: Parameters<typeof settings>[1] = {}) =>
    settings(organisations, { sequence: 2, ...more });

  it('CHAN-15: replaces the one before at once', () => {
    const scene = channelScene({ ch1: 'AB' });
    scene.meet('eve.B');
    const effects = configure(scene, later('AC'));
    expect(tracesIn(effects, 'channel')).toMatchObject([{ what: 'configured' }]);
    expect(['eve.B', 'gus.C'].map((n) => accepts(scene, n))).toEqual([false, true]);
  });

  it.each([
    ['CHAN-73', 'hardened', [false, false]],
    ['CHAN-74', 'fabric-2.5', [true, false]],
    ['CHAN-74', 'fabric-3.1', [true, false]],
  ] as const)('%s: judges stored identities in profile %s: kept %j', (_, profile, kept) => {
    const scene = channelScene({ ch1: 'AB' }, { profile });
    scene.meet('eve.B');
    const known = [2, 3].map((sequence) => {
      configure(scene, settings('AC', { sequence }));
      return scene.knows('eve.B');
    });
    expect(known).toEqual(kept);
  });

  it('CHAN-22: drops the StateInfo of those who are out of the channel, never our own', () => {
    const scene = channelScene({ ch1: 'AB', ch2: 'AB' });
    const ann = scene.member('ann.A');
    const eve = scene.member('eve.B');
    scene.advance(4_000);
    scene.receive(ann, stateInfo('ann.A'));
    scene.receive(eve, stateInfo('eve.B'));
    scene.receive(eve, stateInfo('eve.B', { channel: 'ch2' }));
    expect(stored(scene)).toHaveLength(3);
    configure(scene, later('A'));
    expect(stored(scene)).toEqual([pkiOf('self.A'), pkiOf('ann.A')].sort());
    expect(scene.entry('ch2').stateInfos.has(pkiOf('eve.B'))).toBe(true);
    scene.taken();
    scene.receive(eve, stateInfo('eve.B', { seqNum: 2n }));
    expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-D23']);
  });

  it('CHAN-16, CHAN-17: not if it is older, nor without our organisation', () => {
    const scene = channelScene({});
    scene.join('ch1', settings('AB', { sequence: 5 }));
    const { configBlock } = scene.entry();
    expect(verdictsIn(configure(scene, settings('A', { sequence: 4 })))).toEqual([
      'ignore CHAN-16',
    ]);
    expect(verdictsIn(configure(scene, settings('BC', { sequence: 6 })))).toEqual([
      'ignore CHAN-17',
    ]);
    expect(scene.entry().configBlock).toBe(configBlock);
    expect(verdictsIn(configure(scene, settings('A', { sequence: 5 })))).toEqual([]);
    expect(scene.entry().configBlock).not.toBe(configBlock);
  });

  it('CHAN-13, CHAN-15: a block that does not configure this channel changes nothing', () => {
    const scene = channelScene({ ch1: 'AB', ch2: 'A' });
    const { configBlock } = scene.entry();
    const out: PeerEffect[] = [];
    const run = runOf(scene, out);
    reconfigure(run, scene.entry(), scene.chainOf('ch2').configBlock);
    reconfigure(run, scene.entry(), scene.chainOf('ch1').append());
    expect(verdictsIn(out)).toEqual(['reject CHAN-13', 'reject CHAN-1']);
    expect(scene.entry().configBlock).toBe(configBlock);
  });

  it('CHAN-23: contacts new anchors, and nobody if organisations and anchors stay', () => {
    const scene = channelScene({ ch1: 'AB' });
    const anchors = { B: ['eve:2'] };
    const dialled = (config: SymbolicConfig) =>
      dialsIn(configure(scene, config)).map(({ endpoint }) => endpoint);
    expect(dialled(later('AB'))).toEqual([]);
    expect(dialled(later('AB', { anchors }))).toEqual(['eve:2']);
    expect(dialled(later('AB', { anchors, orderers: [ORDERER, ORDERER] }))).toEqual([]);
  });

  it('CHAN-71: the order of anchors means something in profile fabric-2.5 alone', () => {
    const parameters = { maxConnectionAttempts: 1 };
    for (const profile of ['fabric-2.5', 'fabric-3.1', 'hardened'] as const) {
      const scene = channelScene({}, { parameters, profile });
      scene.join('ch1', settings('AB', { anchors: { B: ['eve:2', 'fay:3'] } }));
      for (const { link } of dialsIn(scene.taken()))
        scene.feed({ type: 'dial.failed', link, reason: 'refused' });
      const turned = later('AB', { anchors: { B: ['fay:3', 'eve:2'] } });
      const again = dialsIn(configure(scene, turned)).map(({ endpoint }) => endpoint);
      expect(again).toEqual(profile === 'fabric-2.5' ? ['fay:3', 'eve:2'] : []);
    }
  });

  it('CHAN-23: contacts again with whom a contact is over, and forgets it where room is needed', () => {
    const parameters = { maxConnectionAttempts: 1, contactsMax: 1 };
    const scene = channelScene({}, { parameters });
    const anchors = { B: ['eve:2'] };
    const dialled = (config: SymbolicConfig) =>
      dialsIn(configure(scene, config)).map(({ endpoint }) => endpoint);
    scene.join('ch1', settings('AB', { anchors }));
    const [dial] = dialsIn(scene.taken());
    expect(dialled(later('ABC', { anchors }))).toEqual([]);
    scene.feed({ type: 'dial.failed', link: dial!.link, reason: 'refused' });
    expect(dialled(later('ABC', { anchors }))).toEqual([]);
    expect(dialled(later('AB', { anchors }))).toEqual(['eve:2']);
    const again = [...scene.peer.state.links.values()].find((link) => link.endpoint === 'eve:2')!;
    scene.feed({ type: 'dial.failed', link: again.link, reason: 'refused' });
    expect(dialled(later('AB', { anchors: { B: ['fay:3'] } }))).toEqual(['fay:3']);
    expect([...scene.peer.state.contacts.keys()]).toEqual(['fay:3']);
  });

  it('CHAN-24: tells delivery when the ordering service has other addresses', () => {
    const scene = channelScene({ ch1: 'A' }, { leadership: 'static' });
    const opened = () =>
      scene.taken().flatMap((e) => (e.type === 'orderer.open' ? [e.endpoint] : []));
    scene.advance(10_000);
    expect(opened()[0]).toBe('ord:7050');
    const elsewhere = { ...ORDERER, endpoint: 'other:7050' };
    const effects = configure(scene, later('A', { orderers: [elsewhere] }));
    const closed = effects.some(({ type }) => type === 'orderer.close');
    const reopened = effects.flatMap((e) => (e.type === 'orderer.open' ? [e.endpoint] : []));
    expect(closed || reopened.includes('other:7050')).toBe(true);
  });
});

describe('a restored peer', () => {
  it('CHAN-20: trusts whom the captured one did, whatever it is restored with', () => {
    const scene = channelScene({ ch1: 'AC' });
    const { config } = channelScene({}).peer;
    const nobody = { ...config, authority: createSymbolicAuthority([]) };
    const restored = restore(nobody, capture(scene.peer));
    expect(hashOf(restored)).toBe(hashOf(scene.peer));
    const verdicts = ['self.A', 'eve.B', 'gus.C'].map((name) => {
      const of = (authority: typeof config.authority) =>
        authority.resolve(identityOf(name)).verdict;
      return [of(restored.config.authority), of(scene.peer.config.authority)];
    });
    expect(verdicts).toEqual([
      ['accept', 'accept'],
      ['ignore', 'ignore'],
      ['accept', 'accept'],
    ]);
  });
});

describe('leaving a channel', () => {
  function left() {
    const scene = channelScene({ ch1: 'AB' });
    const ann = scene.member('ann.A');
    scene.receive(ann, stateInfo('ann.A'));
    scene.advance(4_100);
    scene.taken();
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    return { scene, ann };
  }

  it('CHAN-26: is said by the next StateInfo, once', () => {
    const { scene } = left();
    scene.feed({ type: 'channel.leave', channel: 'ch1' });
    expect(tracesIn(scene.taken(), 'channel')).toMatchObject([{ what: 'left' }]);
    scene.advance(8_100);
    const said = sentIn(scene.taken()).flatMap(({ message }) => {
      const { content } = message.message;
      return content.case === 'stateInfo' ? [content.value.properties?.leftChannel] : [];
    });
    expect(said).toEqual([true]);
  });

  it('CHAN-27: ends pull of blocks', () => {
    const { scene, ann } = left();
    scene.taken();
    scene.receive(ann, blockHello());
    expect(verdictsIn(scene.taken())).toEqual(['ignore CHAN-D25']);
    scene.advance(8_100);
    const hellos = sentIn(scene.taken()).flatMap(({ message }) => {
      const { content } = message.message;
      return content.case === 'hello' ? [content.value.msgType] : [];
    });
    expect(hellos).toContain(PullMsgType.IDENTITY_MSG);
    expect(hellos).not.toContain(PullMsgType.BLOCK_MSG);
  });

  it('CHAN-28: does not end the exchange of StateInfo', () => {
    const { scene, ann } = left();
    scene.receive(ann, stateInfo('ann.A', { seqNum: 2n, height: 4n }));
    expect(scene.entry().stateInfos.get(pkiOf('ann.A'))?.height).toBe(4n);
    scene.taken();
    scene.receive(ann, snapshotRequest('ann.A'));
    expect(sentIn(scene.taken()).map(({ kind }) => kind)).toEqual(['stateSnapshot']);
    scene.receive(ann, snapshot([stateInfo('ann.A', { seqNum: 3n, height: 5n })]));
    expect(scene.entry().stateInfos.get(pkiOf('ann.A'))?.height).toBe(5n);
  });

  it('CHAN-60: leaves us without channel peers', () => {
    const { scene } = left();
    expect(isChannelPeer(runOf(scene), scene.entry(), pkiOf('ann.A'))).toBe(false);
  });
});
