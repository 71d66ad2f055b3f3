/** 7 Pull: what the asking side makes of the blocks that it is given. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { InChannel } from '../../harness/in-channel.js';
import { blockBytes, signAgain } from '../../harness/minting/channel/block.js';
import type { Scene } from '../../harness/scene.js';
import {
  blockDigest,
  dataMessage,
  pullDigest,
  pullHello,
  pullUpdate,
} from '../../harness/wire/channel-messages.js';
import { CH1, isOfBlocks, offered, started } from './pull-scene.js';

const pulled = defineCase({
  id: 'pull/pulled-block-committed-and-advertised',
  clauses: ['PULL-14', 'PULL-43', 'PULL-46', 'PULL-50', 'PULL-D10', 'PUSH-22', 'PULL-I6'],
  level: 'MUST',
  title: 'a peer commits a block that it pulled, offers it to others, and does not push it',
  needs: ['channels', 'timings'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const since = scene.mark();
    const { nonce } = await offered(scene, o1, [blockDigest(1)]);
    o1.connection.send(pullUpdate(CH1, nonce, [at.block(1)]));
    await at.committed(o1, 1);
    const own = scene.nonce();
    o2.connection.send(pullHello(CH1, own));
    await scene.expect.message(o2.connection, 'dataDig', {
      where: (got) => got.nonce === own && Buffer.from(got.digests[0] ?? []).toString() === '1',
      that: 'with block 1',
    });
    await scene.expect.never([o1.connection, o2.connection], 'dataMsg', {
      where: at.isBlock(1),
      that: 'with block 1',
      since,
      witness: o1,
    });
  },
});

const unsolicited = defineCase({
  id: 'pull/unsolicited-block-not-offered',
  clauses: ['PULL-12', 'PULL-50', 'PUSH-22'],
  level: 'MUST',
  title: 'a peer neither pushes nor offers a block of an update that it did not ask for',
  needs: ['channels', 'timings'],
  twin: 'pull/pulled-block-committed-and-advertised',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const since = scene.mark();
    o1.connection.send(pullUpdate(CH1, scene.nonce(), [at.block(1)]));
    await scene.quiet();
    o2.connection.send(pullHello(CH1, scene.nonce()));
    const watched = [o1.connection, o2.connection];
    await scene.expect.never(watched, 'dataDig', { where: isOfBlocks, since, witness: o1 });
    await scene.expect.never(watched, 'dataMsg', { where: at.isBlock(1), since, witness: o1 });
  },
});

/** Updates of block 1 and something that spoils them. */
const SPOILED: readonly {
  readonly name: string;
  readonly title: string;
  readonly spoiler: (at: InChannel, scene: Scene) => Envelope;
}[] = [
  {
    name: 'forged-block',
    title: 'a block that nobody signed',
    spoiler: (at) => dataMessage('ch1', 2, blockBytes(signAgain(at.channel.copy(2), []))),
  },
  {
    name: 'block-of-another-channel',
    title: 'a message of another channel',
    spoiler: (at) => dataMessage('ch2', 2, at.channel.block(2)),
  },
  {
    name: 'message-of-another-kind',
    title: 'a message that is no DataMessage',
    spoiler: (at, scene) => pullDigest(CH1, scene.nonce(), [blockDigest(at.channel.last)]),
  },
];

const spoiled = SPOILED.map(({ name, title, spoiler }) =>
  defineCase({
    id: `pull/update-with-${name}-taken-not-at-all`,
    clauses: ['PULL-13', 'PULL-45', 'PULL-I2'],
    level: 'MUST',
    title: `a peer takes nothing of an update in which there is ${title}`,
    needs: ['channels', 'timings'],
    twin: 'self',
    async run(scene) {
      const at = await started(scene);
      const o1 = await at.joined('o1');
      const { nonce } = await offered(scene, o1, [1, 2].map(blockDigest));
      const update = pullUpdate(CH1, nonce, [at.block(1), spoiler(at, scene)]);
      o1.connection.sendIllegal(update, title);
      await at.notCommitted(o1, 1);
      const again = await offered(scene, o1, [blockDigest(1)]);
      o1.connection.send(pullUpdate(CH1, again.nonce, [at.block(1)]));
      await at.committed(o1, 1);
    },
  }),
);

export const pullUpdateCases: readonly Case[] = [pulled, unsolicited, ...spoiled];
