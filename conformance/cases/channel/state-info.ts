/** 9 Channel: what a peer does with the StateInfo of others that is pushed to it. */
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Probe } from '../../harness/probe.js';
import type { Scene } from '../../harness/scene.js';
import { channelMac, type StateInfoOptions } from '../../harness/wire/channel-messages.js';
import type { Content } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';

/** `where` of an expectation: StateInfo of this probe. */
const of =
  ({ credentials }: Probe) =>
  ({ pkiId }: Content<'stateInfo'>): boolean =>
    hex(pkiId) === hex(credentials.pkiId);

/** A target in ch1 (O, F) and ch2 (O, F, G), which makes G known to it. */
async function twoChannels(scene: Scene): Promise<{ ch1: InChannel; ch2: InChannel }> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'F', 'G'] });
  await scene.start({ channels: [ch1, ch2] });
  return { ch1: inChannel(scene, ch1), ch2: inChannel(scene, ch2) };
}

const relayed = defineCase({
  id: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
  clauses: [
    'CHAN-41',
    'CHAN-30',
    'CHAN-D28',
    'CHAN-D12',
    'PUSH-30',
    'PUSH-D30',
    'PUSH-D31',
    'PUSH-D34',
    'PUSH-I1',
    'CHAN-I8',
  ],
  level: 'MUST',
  title: 'a peer relays a new StateInfo to the members of every organisation of the channel',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const { ch1 } = await twoChannels(scene);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const [f1, g1] = [await scene.member('f1'), await scene.member('g1')];
    const since = scene.mark();
    o1.connection.send(ch1.stateInfo(o1.probe));
    const said = { where: of(o1.probe), that: 'of o1', since };
    await scene.expect.message(o2.probe, 'stateInfo', said);
    await scene.expect.message(f1.probe, 'stateInfo', said);
    await scene.expect.never([g1.connection, o1.connection], 'stateInfo', { ...said, witness: o1 });
  },
});

const hidden = defineCase({
  id: 'channel/stateinfo-of-hidden-author-stays-inside',
  clauses: ['PUSH-30', 'PUSH-D33', 'PUSH-D30'],
  level: 'MUST',
  title: 'a peer relays the StateInfo of an author without external endpoint inside alone',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const { ch1 } = await twoChannels(scene);
    const o1 = await scene.member('o1', { external: false });
    const [o2, f1] = [await scene.member('o2'), await scene.member('f1')];
    const since = scene.mark();
    o1.connection.send(ch1.stateInfo(o1.probe));
    const said = { where: of(o1.probe), that: 'of o1', since };
    await scene.expect.message(o2.probe, 'stateInfo', said);
    await scene.expect.never([f1.connection], 'stateInfo', { ...said, witness: o1 });
  },
});

const unjoined = defineCase({
  id: 'channel/stateinfo-of-unknown-channel-relayed-inside',
  clauses: ['CHAN-48', 'CHAN-D20', 'PUSH-D32', 'PUSH-D30', 'CHAN-I8'],
  level: 'MUST',
  title: 'a peer relays StateInfo of a channel that it is not in to its own organisation alone',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    await twoChannels(scene);
    const other = inChannel(scene, scene.channel('elsewhere'));
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const f1 = await scene.member('f1');
    const since = scene.mark();
    o1.connection.send(other.stateInfo(o1.probe));
    const said = { where: of(o1.probe), that: 'of o1', since };
    await scene.expect.message(o2.probe, 'stateInfo', said);
    await scene.expect.never([f1.connection], 'stateInfo', { ...said, witness: o1 });
  },
});

const unjoinedForeign = defineCase({
  id: 'channel/stateinfo-of-unknown-channel-from-foreign-sender-ignored',
  clauses: ['CHAN-D21', 'CHAN-30'],
  level: 'MUST',
  title: 'a peer ignores StateInfo of a channel that it is not in from another organisation',
  needs: ['channels'],
  twin: 'channel/stateinfo-of-unknown-channel-relayed-inside',
  async run(scene) {
    await twoChannels(scene);
    const other = inChannel(scene, scene.channel('elsewhere'));
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const f1 = await scene.member('f1');
    const since = scene.mark();
    f1.connection.send(other.stateInfo(f1.probe));
    await scene.expect.never([o1.connection, o2.connection], 'stateInfo', {
      where: of(f1.probe),
      that: 'of f1',
      since,
      witness: o1,
    });
  },
});

const replayed = defineCase({
  id: 'channel/stateinfo-replayed-not-relayed',
  clauses: ['CHAN-D7', 'CHAN-45', 'CHAN-I5', 'CHAN-40'],
  level: 'MUST',
  title: 'a peer relays nothing of a StateInfo that is no newer than the one it holds',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const { ch1 } = await twoChannels(scene);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const older = ch1.stateInfo(o1.probe, { height: 9n });
    const newer = ch1.stateInfo(o1.probe, { height: 3n });
    o1.connection.send(newer);
    const said = { where: of(o1.probe), that: 'of o1' };
    await scene.expect.message(o2.probe, 'stateInfo', said);
    const since = scene.mark();
    o1.connection.send(older);
    o1.connection.send(newer);
    await scene.expect.never([o2.connection], 'stateInfo', { ...said, since, witness: o1 });
    await ch1.snapshotHas(o1, o1.probe, (info) => info.properties?.ledgerHeight === 3n);
  },
});

/** What is wrong with a StateInfo; the author is o3, the sender o1. */
interface Wrong {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  readonly rule: string;
  /** Whether o3 has made its identity known. Default true. */
  readonly isKnown?: false;
  /** Its MAC is of no joined channel: as one of an unknown channel it passes around inside. */
  readonly relayed?: true;
  readonly overrides: (scene: Scene, author: Probe, sender: Probe) => Partial<StateInfoOptions>;
}

const WRONGS: readonly Wrong[] = [
  {
    name: 'mac-of-another-channel',
    clause: 'CHAN-32',
    title: 'with the MAC of another channel name',
    relayed: true,
    rule: 'the MAC of another channel name',
    overrides: (_, author) => ({ mac: channelMac(author.credentials.pkiId, 'ch') }),
  },
  {
    name: 'mac-of-another-peer',
    clause: 'CHAN-32',
    title: 'with the MAC of another peer',
    relayed: true,
    rule: 'the MAC of another PKI-ID',
    overrides: (_, __, sender) => ({ mac: channelMac(sender.credentials.pkiId, 'ch1') }),
  },
  {
    name: 'signature-of-another-peer',
    clause: 'CHAN-D10',
    title: 'that another peer has signed',
    rule: 'signed by another peer',
    overrides: (_, __, sender) => ({ signing: { keyPem: sender.credentials.keyPem } }),
  },
  {
    name: 'no-signature',
    clause: 'CHAN-D5',
    title: 'without signature',
    rule: 'no signature',
    overrides: () => ({ signing: 'nobody' }),
  },
  {
    name: 'unknown-author',
    clause: 'CHAN-D8',
    title: 'of an author whose identity it does not know',
    rule: 'an author of whom nobody has heard',
    isKnown: false,
    overrides: () => ({}),
  },
];

const wrong = WRONGS.map(({ name, clause, title, rule, isKnown, relayed: passes, overrides }) =>
  defineCase({
    id: `channel/stateinfo-with-${name}-rejected`,
    clauses: [clause, 'CHAN-40'],
    level: 'MUST',
    title: `a peer takes no StateInfo ${title}`,
    needs: ['channels'],
    twin: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
    async run(scene) {
      const { ch1 } = await twoChannels(scene);
      const [o1, o2] = [await ch1.joined('o1'), await scene.member('o2')];
      const o3 = isKnown === false ? await scene.probe('o3') : (await scene.member('o3')).probe;
      const since = scene.mark();
      const info = ch1.stateInfo(o3, overrides(scene, o3, o1.probe));
      o1.connection.sendIllegal(info, rule);
      const said = { where: of(o3), that: 'of o3', since };
      if (passes) await scene.expect.message(o2.probe, 'stateInfo', said);
      else await scene.expect.never([o2.connection], 'stateInfo', { ...said, witness: o1 });
      await ch1.snapshotHas(o1, o3, false);
    },
  }),
);

const foreignAuthor = defineCase({
  id: 'channel/stateinfo-of-author-outside-the-channel-rejected',
  clauses: ['CHAN-D9', 'CHAN-40', 'CHAN-I3'],
  level: 'MUST',
  title:
    'a peer keeps and relays no StateInfo of an author whose organisation is not in the channel',
  needs: ['channels'],
  twin: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
  async run(scene) {
    const { ch1 } = await twoChannels(scene);
    const [o1, o2] = [await ch1.joined('o1'), await scene.member('o2')];
    const g1 = await scene.member('g1');
    const since = scene.mark();
    o1.connection.send(ch1.stateInfo(g1.probe));
    const said = { where: of(g1.probe), that: 'of g1', since };
    await scene.expect.never([o2.connection], 'stateInfo', { ...said, witness: o1 });
    await ch1.snapshotHas(o1, g1.probe, false);
  },
});

const foreignSender = defineCase({
  id: 'channel/stateinfo-from-sender-outside-the-channel-ignored',
  clauses: ['CHAN-D23', 'CHAN-30', 'CHAN-I1'],
  level: 'MUST',
  title: 'a peer ignores StateInfo of a member if the sender’s organisation is not in the channel',
  needs: ['channels'],
  twin: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
  async run(scene) {
    const { ch1 } = await twoChannels(scene);
    const [o1, o2] = [await ch1.joined('o1'), await scene.member('o2')];
    const g1 = await scene.member('g1');
    const since = scene.mark();
    g1.connection.send(ch1.stateInfo(o2.probe));
    const said = { where: of(o2.probe), that: 'of o2', since };
    await scene.expect.never([o1.connection], 'stateInfo', { ...said, witness: o1 });
    await ch1.snapshotHas(o1, o2.probe, false);
  },
});

const readers = defineCase({
  id: 'channel/stateinfo-of-author-outside-readers-rejected',
  clauses: ['CHAN-D11', 'CHAN-I3', 'CHAN-63', 'CHAN-64'],
  level: 'MUST',
  title: 'a peer keeps and relays no StateInfo of an author who is no reader of the channel',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const channel = scene.channel('ch1', { readers: 'PEER' });
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await at.joined('o1'), await scene.member('o2')];
    const credentials = await scene.organisations.O.mintPeer('o3', { units: ['client'] });
    const o3 = await scene.member('o3', { credentials });
    const since = scene.mark();
    o3.connection.send(at.stateInfo(o3.probe));
    const said = { where: of(o3.probe), that: 'of o3', since };
    await scene.expect.never([o2.connection], 'stateInfo', { ...said, witness: o1 });
    await at.snapshotHas(o1, o3.probe, false);
  },
});

const published = defineCase({
  id: 'channel/stateinfo-published-after-commit',
  clauses: [
    'CHAN-36',
    'CHAN-37',
    'CHAN-33',
    'CHAN-34',
    'CHAN-35',
    'CHAN-R1',
    'CHAN-R4',
    'XFER-11',
    'WIRE-63',
  ],
  level: 'MUST',
  title: 'a peer publishes its new ledger height, with the MAC of its own PKI-ID',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    const target = await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    const { pkiId } = target.credentials;
    const isOwn = (info: Content<'stateInfo'>): boolean => hex(info.pkiId) === hex(pkiId);
    const first = await scene.expect.message(o1.probe, 'stateInfo', {
      where: (info) => isOwn(info) && info.properties?.ledgerHeight === 1n,
      that: 'of the target with height 1',
    });
    scene.expect.that(
      hex(first.content.channelMAC) === hex(channelMac(pkiId, 'ch1')),
      'the MAC of channel and PKI-ID',
      'another',
    );
    scene.expect.that(
      first.decoded.message?.channel.length === 0,
      'no channel name',
      'a channel name',
    );
    o1.connection.send(at.block(1));
    const second = await scene.expect.message(o1.probe, 'stateInfo', {
      where: (info) => isOwn(info) && info.properties?.ledgerHeight === 2n,
      that: 'of the target with height 2',
    });
    const [before, after] = [first.content.timestamp!, second.content.timestamp!];
    scene.expect.that(
      after.incNum === before.incNum && after.seqNum > before.seqNum,
      'the same incarnation and a later sequence number',
      `(${before.incNum}, ${before.seqNum}), then (${after.incNum}, ${after.seqNum})`,
    );
  },
});

export const stateInfoCases: readonly Case[] = [
  relayed,
  hidden,
  unjoined,
  unjoinedForeign,
  replayed,
  ...wrong,
  foreignAuthor,
  foreignSender,
  readers,
  published,
];
