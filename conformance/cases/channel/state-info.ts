/** 9 Channel: to whom a peer passes on the StateInfo that others push to it. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { of, twoChannels } from './state-info-scene.js';

const relayed = defineCase({
  id: 'channel/stateinfo-relayed-to-members-of-channel-organisations',
  clauses: [
    'CHAN-41',
    'CHAN-30',
    'CHAN-D28',
    'CHAN-D12',
    'CHAN-64',
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

export const stateInfoCases: readonly Case[] = [
  relayed,
  hidden,
  unjoined,
  unjoinedForeign,
  replayed,
];
