/** 6 Push: blocks by their numbers: each once, in order, inside the window of what is held. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import { dataMessage, pullHello } from '../../harness/wire/channel-messages.js';
import { started } from './block-scene.js';

const twice = defineCase({
  id: 'push/block-relayed-once',
  clauses: ['PUSH-D24', 'PUSH-D20', 'PUSH-23'],
  level: 'MUST',
  title: 'a peer relays a block once, whoever pushes it again',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2, o3] = [await at.joined('o1'), await at.joined('o2'), await at.joined('o3')];
    const block1 = { where: at.isBlock(1), that: 'with block 1' };
    o1.connection.send(at.block(1));
    await scene.expect.message(o3.probe, 'dataMsg', block1);
    await scene.expect.message(o2.probe, 'dataMsg', block1);
    const since = scene.mark();
    o2.connection.send(at.block(1));
    o1.connection.send(at.block(1));
    const all = [o1, o2, o3].map(({ connection }) => connection);
    await scene.expect.never(all, 'dataMsg', { ...block1, since, witness: o1 });
  },
});

const fork = defineCase({
  id: 'push/block-of-same-number-does-not-replace',
  clauses: ['PUSH-D24', 'PUSH-20', 'XFER-I2'],
  level: 'MUST',
  title: 'a peer neither relays nor commits a second block of a number that it has',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const block2 = { where: at.isBlock(2), that: 'with block 2' };
    o1.connection.send(at.block(2));
    await scene.expect.message(o2.probe, 'dataMsg', block2);
    const since = scene.mark();
    o1.connection.send(dataMessage('ch1', 2, at.channel.fork(2)));
    await scene.expect.never([o2.connection], 'dataMsg', { ...block2, since, witness: o1 });
    o1.connection.send(at.block(1));
    await at.committed(o1, 2);
  },
});

const outOfOrder = defineCase({
  id: 'push/blocks-out-of-order-commit-in-order',
  clauses: ['XFER-6', 'XFER-I1', 'XFER-I6', 'XFER-R1', 'XFER-R5'],
  level: 'MUST',
  title: 'a peer commits blocks in the order of their numbers, in whatever order they come',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    o1.connection.send(at.block(3));
    o1.connection.send(at.block(2));
    await at.notCommitted(o1, 2);
    await at.notCommitted(o1, 3);
    o1.connection.send(at.block(1));
    for (const number of [1, 2, 3]) await at.committed(o1, number);
  },
});

const withoutPayload = defineCase({
  id: 'push/block-message-without-payload-ignored',
  clauses: ['PUSH-D23'],
  level: 'MUST',
  title: 'a peer ignores a DataMessage without payload',
  needs: ['channels'],
  twin: 'push/block-relayed-to-own-members-of-the-channel',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const since = scene.mark();
    const empty = dataMessage('ch1', 0, new Uint8Array(), { payload: false });
    o1.connection.sendIllegal(empty, 'no payload');
    await scene.expect.never([o2.connection], 'dataMsg', { since, witness: o1 });
    o1.connection.send(at.block(1));
    await at.committed(o1, 1);
  },
});

/** maxBlockCountToStore of these cases: a window of so many blocks below the newest. */
const WINDOW = 4;

const window = [
  { name: 'at-the-edge-of-the-window-relayed', distance: WINDOW, passes: true },
  { name: 'below-the-window-not-relayed', distance: WINDOW + 1, passes: false },
].map(({ name, distance, passes }) =>
  defineCase({
    id: `push/block-${name}`,
    clauses: passes ? ['PUSH-23', 'PUSH-D22'] : ['PUSH-23', 'PUSH-D21', 'PUSH-D25', 'PUSH-I4'],
    level: 'MUST',
    title: passes
      ? 'a peer relays a block that lies maxBlockCountToStore below the newest that it holds'
      : 'a peer ignores a block further below the newest that it holds than maxBlockCountToStore',
    needs: ['channels'],
    twin: 'self',
    async run(scene) {
      const channel = scene.channel('ch1');
      await scene.start({ channels: [channel], settings: { maxBlockCountToStore: WINDOW } });
      const at = inChannel(scene, channel);
      const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
      const newest = 9;
      const block = (number: number) => ({
        where: at.isBlock(number),
        that: `with block ${number}`,
      });
      o1.connection.send(at.block(newest));
      await scene.expect.message(o2.probe, 'dataMsg', block(newest));
      const since = scene.mark();
      const older = newest - distance;
      o1.connection.send(at.block(older));
      if (passes) await scene.expect.message(o2.probe, 'dataMsg', block(older));
      else
        await scene.expect.never([o2.connection], 'dataMsg', {
          ...block(older),
          since,
          witness: o1,
        });
    },
  }),
);

const leftBehind = defineCase({
  id: 'push/blocks-left-behind-leave-the-window',
  clauses: ['PUSH-24', 'PUSH-I4'],
  level: 'MUST',
  title: 'a peer keeps a block until one comes that is more than maxBlockCountToStore ahead of it',
  needs: ['channels'],
  async run(scene) {
    const channel = scene.channel('ch1');
    await scene.start({ channels: [channel], settings: { maxBlockCountToStore: WINDOW } });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    const kept = async (): Promise<string> => {
      const nonce = scene.nonce();
      o1.connection.send(pullHello({ channel: 'ch1' }, nonce));
      const { content } = await scene.expect.message(o1.connection, 'dataDig', {
        where: (digest) => digest.nonce === nonce,
        that: 'with the nonce of the hello',
      });
      return content.digests
        .map((item) => Buffer.from(item).toString())
        .sort()
        .join(' ');
    };
    for (const number of [1, 1 + WINDOW]) o1.connection.send(at.block(number));
    const before = await kept();
    scene.expect.that(before === '1 5', 'digests 1 5', before);
    o1.connection.send(at.block(2 + WINDOW));
    const after = await kept();
    scene.expect.that(after === '5 6', 'digests 5 6', after);
  },
});

const farAhead = defineCase({
  id: 'push/block-far-ahead-relayed-and-not-committed',
  clauses: ['PUSH-21', 'PUSH-D25', 'PUSH-D29', 'XFER-D3'],
  level: 'MUST',
  title: 'a peer relays a block far above its height, and does not commit it by itself',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    o1.connection.send(at.block(50));
    const block50 = { where: at.isBlock(50), that: 'with block 50' };
    await scene.expect.message(o2.probe, 'dataMsg', block50);
    await at.notCommitted(o1, 50);
    const since = scene.mark();
    o1.connection.send(at.block(1));
    await scene.expect.never([o2.connection], 'dataMsg', {
      where: at.isBlock(1),
      that: 'with block 1, far below the newest',
      since,
      witness: o1,
    });
  },
});

export const blockNumberCases: readonly Case[] = [
  twice,
  fork,
  outOfOrder,
  withoutPayload,
  ...window,
  leftBehind,
  farAhead,
];
