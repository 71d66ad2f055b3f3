/** 9 Channel: what a peer learns from a snapshot of StateInfo that it is told. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Scene } from '../../harness/scene.js';
import { stateInfoSnapshot } from '../../harness/wire/channel-messages.js';
import { seal } from '../../harness/wire/messages.js';
import { hex } from '../../harness/wire/sign.js';

const learned = defineCase({
  id: 'channel/snapshot-makes-member-of-channel',
  clauses: ['CHAN-54', 'PUSH-D43'],
  level: 'MUST',
  title: 'a peer learns from a snapshot which of its members are in the channel',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    o1.connection.send(stateInfoSnapshot('ch1', [at.stateInfo(o2.probe)]));
    await at.snapshotHas(o1, o2.probe, true);
    o1.connection.send(at.block(1));
    await scene.expect.message(o2.probe, 'dataMsg', { where: at.isBlock(1), that: 'with block 1' });
  },
});

const notRelayed = defineCase({
  id: 'channel/snapshot-not-relayed',
  clauses: ['CHAN-54'],
  level: 'MUST',
  title: 'a peer pushes nothing that it learned from a snapshot',
  needs: ['channels'],
  twin: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2, o3] = [
      await scene.member('o1'),
      await scene.member('o2'),
      await scene.member('o3'),
    ];
    const since = scene.mark();
    o1.connection.send(stateInfoSnapshot('ch1', [at.stateInfo(o2.probe)]));
    await at.snapshotHas(o1, o2.probe, true);
    await scene.expect.never([o3.connection], 'stateInfo', {
      where: ({ pkiId }) => hex(pkiId) === hex(o2.probe.credentials.pkiId),
      that: 'of o2',
      since,
      witness: o1,
    });
  },
});

const skipped = defineCase({
  id: 'channel/snapshot-of-non-member-skipped',
  clauses: ['CHAN-57', 'CHAN-54'],
  level: 'MUST',
  title: 'a peer skips a StateInfo in a snapshot whose author is no member, and takes the rest',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    // It makes its identity known and never says that it is alive.
    const o3 = await scene.probe('o3');
    await o3.connect();
    const elements = [at.stateInfo(o3), at.stateInfo(o2.probe)];
    o1.connection.send(stateInfoSnapshot('ch1', elements));
    await at.snapshotHas(o1, o2.probe, true);
    await at.snapshotLacks(o1, o3);
  },
});

/** Snapshots whose first element spoils them, or is skipped: the second one is of o2. */
const SPOILED: readonly {
  readonly name: string;
  readonly title: string;
  readonly clause: string;
  readonly profiles?: readonly Profile[];
  readonly isRestTaken?: true;
  readonly first: (at: InChannel, scene: Scene) => Promise<Envelope>;
}[] = [
  {
    name: 'undecodable-element',
    title: 'that does not decode',
    clause: 'CHAN-55',
    first: async () => seal(Uint8Array.of(0x0a, 0x7f, 0x01)),
  },
  {
    name: 'element-of-another-channel',
    title: 'of another channel',
    clause: 'CHAN-55',
    first: async (_, scene) => {
      const o3 = await scene.member('o3');
      return inChannel(scene, scene.channel('elsewhere')).stateInfo(o3.probe);
    },
  },
  {
    name: 'badly-signed-element',
    title: 'that its author has not signed',
    clause: 'CHAN-55',
    first: async (at, scene) => {
      const o3 = await scene.member('o3');
      return at.stateInfo(o3.probe, { signing: { keyPem: scene.organisations.O.admin.keyPem } });
    },
  },
  {
    name: 'element-of-member-outside-the-channel',
    title: 'of a member whose organisation is not in the channel',
    clause: 'CHAN-58',
    profiles: ['fabric-2.5', 'fabric-3.1'],
    first: async (at, scene) => at.stateInfo((await scene.member('g1')).probe),
  },
  {
    name: 'element-of-member-outside-the-channel-skipped',
    title: 'of a member whose organisation is not in the channel',
    clause: 'CHAN-59',
    profiles: ['hardened'],
    isRestTaken: true,
    first: async (at, scene) => at.stateInfo((await scene.member('g1')).probe),
  },
];

const spoiled = SPOILED.map(({ name, title, clause, profiles, isRestTaken, first }) =>
  defineCase({
    id: `channel/snapshot-with-${name}`,
    clauses: [clause, 'CHAN-54'],
    level: 'MUST',
    title: `a peer ${
      isRestTaken ? 'takes what follows' : 'leaves a snapshot off at'
    } an element ${title}`,
    needs: ['channels'],
    ...(profiles && { profiles }),
    twin: 'channel/snapshot-makes-member-of-channel',
    async run(scene) {
      const ch1 = scene.channel('ch1');
      const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
      await scene.start({ channels: [ch1, ch2] });
      const at = inChannel(scene, ch1);
      const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
      const elements = [await first(at, scene), at.stateInfo(o2.probe)];
      o1.connection.sendIllegal(stateInfoSnapshot('ch1', elements), `an element ${title}`);
      await scene.quiet();
      if (isRestTaken) await at.snapshotHas(o1, o2.probe, true);
      else await at.snapshotLacks(o1, o2.probe);
    },
  }),
);

const noReader = defineCase({
  id: 'channel/snapshot-with-element-of-author-outside-readers-skipped',
  clauses: ['CHAN-70', 'CHAN-D11', 'CHAN-I3'],
  level: 'MUST',
  title: 'a peer skips a StateInfo in a snapshot whose author is no reader, and takes the rest',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const channel = scene.channel('ch1', { readers: 'PEER' });
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await scene.member('o1'), await scene.member('o2')];
    const credentials = await scene.organisations.O.mintPeer('o3', { units: ['client'] });
    const o3 = await scene.member('o3', { credentials });
    const elements = [at.stateInfo(o3.probe), at.stateInfo(o2.probe)];
    o1.connection.send(stateInfoSnapshot('ch1', elements));
    await at.snapshotHas(o1, o2.probe, true);
    await at.snapshotLacks(o1, o3.probe);
  },
});

const foreignSender = defineCase({
  id: 'channel/snapshot-from-outside-the-channel-ignored',
  clauses: ['CHAN-D23', 'CHAN-I1'],
  level: 'MUST',
  title: 'a peer ignores a snapshot from an organisation that is not in the channel',
  needs: ['channels'],
  twin: 'channel/snapshot-makes-member-of-channel',
  async run(scene) {
    const ch1 = scene.channel('ch1');
    const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
    await scene.start({ channels: [ch1, ch2] });
    const at = inChannel(scene, ch1);
    const [o1, o2, g1] = [
      await scene.member('o1'),
      await scene.member('o2'),
      await scene.member('g1'),
    ];
    g1.connection.send(stateInfoSnapshot('ch1', [at.stateInfo(o2.probe)]));
    await scene.quiet();
    await at.snapshotLacks(o1, o2.probe);
  },
});

export const learnedSnapshotCases: readonly Case[] = [
  learned,
  notRelayed,
  skipped,
  ...spoiled,
  noReader,
  foreignSender,
];
