/** 6 Push: from whom a peer takes the blocks of a channel, and to whom it passes them on. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { dataMessage } from '../../harness/wire/channel-messages.js';
import { started } from './block-scene.js';

const relayed = defineCase({
  id: 'push/block-relayed-to-own-members-of-the-channel',
  clauses: ['PUSH-21', 'PUSH-27', 'PUSH-D29', 'PUSH-D43', 'PUSH-8', 'CHAN-31'],
  level: 'MUST',
  title: 'a peer relays a new block, as it came, to the members of its organisation in the channel',
  needs: ['channels'],
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const pushed = at.block(1);
    o1.connection.send(pushed);
    const { decoded } = await scene.expect.message(o2.probe, 'dataMsg', {
      where: at.isBlock(1),
      that: 'with block 1',
    });
    const same = Buffer.compare(decoded.envelope.payload, pushed.payload) === 0;
    scene.expect.that(same, 'the bytes that o1 pushed', 'others');
    await at.committed(o1, 1);
  },
});

const toNobodyElse = defineCase({
  id: 'push/block-relayed-to-nobody-else',
  clauses: ['PUSH-27', 'PUSH-D41', 'PUSH-D42', 'PUSH-5', 'PUSH-I5', 'CHAN-I2'],
  level: 'MUST',
  title:
    'a peer relays no block to its sender, to other organisations, or to members not in the channel',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const [o3, f1, g1] = [
      await scene.member('o3'),
      await at.joined('f1'),
      await scene.member('g1'),
    ];
    const since = scene.mark();
    o1.connection.send(at.block(1));
    const block1 = { where: at.isBlock(1), that: 'with block 1', since };
    await scene.expect.message(o2.probe, 'dataMsg', block1);
    const others = [o1, o3, f1, g1].map(({ connection }) => connection);
    await scene.expect.never(others, 'dataMsg', { ...block1, witness: o1 });
  },
});

const otherChannel = defineCase({
  id: 'push/block-stays-in-its-channel',
  clauses: ['PUSH-D42', 'PUSH-I5', 'CHAN-31'],
  level: 'MUST',
  title: 'a peer relays no block to a member of its organisation that is in another channel alone',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const ch1 = scene.channel('ch1');
    const ch2 = scene.channel('ch2');
    await scene.start({ channels: [ch1, ch2] });
    const [at, elsewhere] = [inChannel(scene, ch1), inChannel(scene, ch2)];
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const o3 = await elsewhere.joined('o3');
    const since = scene.mark();
    o1.connection.send(at.block(1));
    const block1 = { where: at.isBlock(1), that: 'with block 1', since };
    await scene.expect.message(o2.probe, 'dataMsg', block1);
    await scene.expect.never([o3.connection], 'dataMsg', { ...block1, witness: o1 });
    await elsewhere.notCommitted(o3, 1);
  },
});

const left = defineCase({
  id: 'push/block-relayed-to-member-that-left',
  clauses: ['PUSH-27', 'PUSH-D43'],
  level: 'MUST',
  title: 'a peer goes on relaying blocks to a member of its organisation that has left the channel',
  needs: ['channels'],
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2', { left: true })];
    o1.connection.send(at.block(1));
    await scene.expect.message(o2.probe, 'dataMsg', { where: at.isBlock(1), that: 'with block 1' });
  },
});

const dead = defineCase({
  id: 'push/block-not-relayed-to-dead-member',
  clauses: ['PUSH-27', 'PUSH-D40'],
  level: 'MUST',
  title: 'a peer relays no block to a member that is dead, though it has its StateInfo',
  needs: ['channels', 'timings'],
  twin: 'push/block-relayed-to-own-members-of-the-channel',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    o2.fallSilent();
    await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
    const since = scene.mark();
    o1.connection.send(at.block(1));
    await at.committed(o1, 1);
    await scene.quiet();
    const told = scene.evidence.entries.slice(since).filter(({ type, probe, decoded }) => {
      return type === 'received' && probe === 'o2' && decoded?.kind === 'dataMsg';
    });
    scene.expect.that(told.length === 0, 'no block to o2', `${told.length}`);
  },
});

const fromForeign = defineCase({
  id: 'push/block-from-foreign-member-accepted',
  clauses: ['PUSH-D29', 'CHAN-D28', 'PUSH-20'],
  level: 'MUST',
  title: 'a peer takes a block from a sender of another organisation of the channel',
  needs: ['channels'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const f1 = await scene.probe('f1');
    const link = await f1.connect();
    link.send(at.block(1));
    await scene.expect.message(o1.probe, 'dataMsg', { where: at.isBlock(1), that: 'with block 1' });
    await at.committed(o1, 1);
  },
});

const fromOutside = defineCase({
  id: 'push/block-from-outside-the-channel-ignored',
  clauses: ['CHAN-D23', 'CHAN-I1'],
  level: 'MUST',
  title: 'a peer ignores a block from a sender whose organisation is not in the channel',
  needs: ['channels'],
  twin: 'push/block-from-foreign-member-accepted',
  async run(scene) {
    const at = await started(scene);
    const [o1, g1] = [await at.joined('o1'), await scene.member('g1')];
    const since = scene.mark();
    g1.connection.send(at.block(1));
    await scene.expect.never([o1.connection], 'dataMsg', {
      where: at.isBlock(1),
      that: 'with block 1',
      since,
      witness: o1,
    });
    await at.notCommitted(o1, 1);
  },
});

const unknownChannel = defineCase({
  id: 'push/block-of-unknown-channel-ignored',
  clauses: ['CHAN-D21', 'CHAN-31'],
  level: 'MUST',
  title: 'a peer ignores a block of a channel that it is not in',
  needs: ['channels'],
  twin: 'push/block-relayed-to-own-members-of-the-channel',
  async run(scene) {
    const at = await started(scene);
    const other = scene.channel('elsewhere');
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const since = scene.mark();
    o1.connection.send(dataMessage('elsewhere', 1, other.block(1)));
    await scene.expect.never([o2.connection], 'dataMsg', { since, witness: o1 });
  },
});

export const blockCases: readonly Case[] = [
  relayed,
  toNobodyElse,
  otherChannel,
  left,
  dead,
  fromForeign,
  fromOutside,
  unknownChannel,
];
