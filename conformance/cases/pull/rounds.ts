/** 7 Pull: rounds of a target, one after the other, and beside those of others. */
import { type Case, defineCase } from '../../harness/case.js';
import { inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import {
  blockDigest,
  pullHello,
  pullRequest,
  pullUpdate,
} from '../../harness/wire/channel-messages.js';
import { CH1, hello, isOfBlocks, offered, started } from './pull-scene.js';
import { holding, served } from './responder-scene.js';
import { PULL_TIMINGS } from './timings.js';

const fresh = defineCase({
  id: 'pull/nonce-of-every-hello-is-another',
  clauses: ['PULL-2'],
  level: 'MUST',
  title: 'a peer draws a nonce for each member and round of its own',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const members = [await at.joined('o1'), await at.joined('o2')];
    const nonces: bigint[] = [];
    for (let round = 1; round <= 2; round += 1) {
      const hellos = await Promise.all(members.map((member) => hello(scene, member)));
      nonces.push(...hellos.map(({ nonce }) => nonce));
    }
    const { size } = new Set(nonces);
    const all = `${nonces.length} different nonces`;
    scene.expect.that(size === nonces.length, all, `${size}: ${nonces.join(', ')}`);
  },
});

/** What a target offers to this member, as numbers of blocks; empty if it offers nothing. */
async function offeredTo(scene: Scene, { connection }: Member, blocks: string): Promise<void> {
  const nonce = scene.nonce();
  connection.send(pullHello(CH1, nonce));
  await scene.expect.message(connection, 'dataDig', {
    where: (got) => {
      const numbers = got.digests.map((item) => Buffer.from(item).toString()).sort();
      return got.nonce === nonce && numbers.join(' ') === blocks;
    },
    that: `with blocks ${blocks}`,
  });
}

const over = defineCase({
  id: 'pull/update-after-the-round-not-offered',
  clauses: ['PULL-9', 'PULL-12', 'PULL-R9'],
  level: 'MUST',
  title: 'a peer does not offer a block of an update that comes after its round has ended',
  needs: ['channels', 'timings'],
  twin: 'pull/pulled-block-committed-and-advertised',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    const { nonce } = await offered(scene, o1, [blockDigest(1)]);
    await scene.pass(1.2 * PULL_TIMINGS.responseWaitTimeMs!);
    const since = scene.mark();
    o1.connection.send(pullUpdate(CH1, nonce, [at.block(1)]));
    await scene.quiet();
    o2.connection.send(pullHello(CH1, scene.nonce()));
    await scene.expect.never([o2.connection], 'dataDig', { where: isOfBlocks, since, witness: o1 });
  },
});

/** maxBlockCountToStore of the case. */
const WINDOW = 4;

const below = defineCase({
  id: 'pull/item-below-the-window-skipped',
  clauses: ['PULL-49', 'PUSH-D21', 'PUSH-23'],
  level: 'MUST',
  title: 'a peer skips a block of an update that lies below its window, and takes the others',
  needs: ['channels', 'timings'],
  twin: 'self',
  async run(scene) {
    const channel = scene.channel('ch1');
    const settings = { maxBlockCountToStore: WINDOW };
    await scene.start({ channels: [channel], settings, timings: PULL_TIMINGS });
    const at = inChannel(scene, channel);
    const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
    o1.connection.send(at.block(9));
    await scene.expect.message(o2.probe, 'dataMsg', { where: at.isBlock(9), that: 'with block 9' });
    const { nonce } = await offered(scene, o1, [1, 8].map(blockDigest));
    o1.connection.send(pullUpdate(CH1, nonce, [at.block(1), at.block(8)]));
    await at.notCommitted(o1, 1);
    await offeredTo(scene, o2, '8 9');
  },
});

const beside = defineCase({
  id: 'pull/serves-while-its-own-round-ends',
  clauses: ['PULL-25', 'PULL-R16'],
  level: 'MUST',
  title: 'a peer answers a request although a round of its own has ended since the hello',
  needs: ['channels', 'timings'],
  async run(scene) {
    const { o1 } = await holding(scene);
    const { digestWaitTimeMs, requestWaitTimeMs } = scene.timings;
    // Without a digest the target’s round is over digestWaitTime after its hello.
    await hello(scene, o1);
    await scene.pass(0.6 * digestWaitTimeMs);
    const nonce = scene.nonce();
    o1.connection.send(pullHello(CH1, nonce));
    await scene.expect.message(o1.connection, 'dataDig', {
      where: (got) => got.nonce === nonce,
      that: 'with the nonce of the hello',
    });
    await scene.pass(0.5 * requestWaitTimeMs);
    o1.connection.send(pullRequest(CH1, nonce, [1, 2].map(blockDigest)));
    const numbers = (await served(scene, o1, nonce)).split(' ').sort().join(' ');
    scene.expect.that(numbers === '1 2', 'an update with 1 and 2', numbers);
  },
});

export const pullRoundCases: readonly Case[] = [fresh, over, below, beside];
