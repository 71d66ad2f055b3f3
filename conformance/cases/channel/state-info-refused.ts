/** 9 Channel: StateInfo that a peer does not keep, for what it is or for whom it is from. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Probe } from '../../harness/probe.js';
import type { Scene } from '../../harness/scene.js';
import { channelMac, type StateInfoOptions } from '../../harness/wire/channel-messages.js';
import { of, twoChannels } from './state-info-scene.js';

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
      await ch1.snapshotLacks(o1, o3);
    },
  }),
);

/** A StateInfo that an organisation outside the channel has a hand in. */
const OUTSIDERS: readonly {
  readonly name: string;
  readonly clauses: Case['clauses'];
  readonly title: string;
  readonly author: 'g1' | 'o2';
  readonly sender: 'g1' | 'o1';
  /** Who must not get it. */
  readonly watcher: 'o1' | 'o2';
}[] = [
  {
    name: 'of-author-outside-the-channel-rejected',
    clauses: ['CHAN-D9', 'CHAN-40', 'CHAN-I3'],
    title:
      'a peer keeps and relays no StateInfo of an author whose organisation is not in the channel',
    author: 'g1',
    sender: 'o1',
    watcher: 'o2',
  },
  {
    name: 'from-sender-outside-the-channel-ignored',
    clauses: ['CHAN-D23', 'CHAN-30', 'CHAN-I1'],
    title:
      'a peer ignores StateInfo of a member if the sender’s organisation is not in the channel',
    author: 'o2',
    sender: 'g1',
    watcher: 'o1',
  },
];

const outsiders = OUTSIDERS.map(({ name, clauses, title, author, sender, watcher }) =>
  defineCase({
    id: `channel/stateinfo-${name}`,
    clauses,
    level: 'MUST',
    title,
    needs: ['channels'],
    twin: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
    async run(scene) {
      const { ch1 } = await twoChannels(scene);
      const o1 = await ch1.joined('o1');
      const members = { o1, o2: await scene.member('o2'), g1: await scene.member('g1') };
      const { probe } = members[author];
      const since = scene.mark();
      members[sender].connection.send(ch1.stateInfo(probe));
      const said = { where: of(probe), that: `of ${author}`, since };
      await scene.expect.never([members[watcher].connection], 'stateInfo', {
        ...said,
        witness: o1,
      });
      await ch1.snapshotLacks(o1, probe);
    },
  }),
);

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
    await at.snapshotLacks(o1, o3.probe);
  },
});

export const refusedStateInfoCases: readonly Case[] = [...wrong, ...outsiders, readers];
