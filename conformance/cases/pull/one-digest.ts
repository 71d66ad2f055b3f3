/** 7 Pull: two items of an update that have one digest. */
import { type Case, defineCase } from '../../harness/case.js';
import {
  blockDigest,
  dataMessage,
  pullRequest,
  pullUpdate,
} from '../../harness/wire/channel-messages.js';
import { contentOf, decoded } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { CH1, offered, started } from './pull-scene.js';
import { greet } from './responder-scene.js';

export const oneDigestCases: readonly Case[] = [
  defineCase({
    id: 'pull/first-of-two-blocks-of-one-number-taken',
    clauses: ['PULL-15'],
    level: 'MUST',
    title: 'a peer commits, and offers, the first of two blocks of one number in an update',
    needs: ['channels', 'timings'],
    async run(scene) {
      const at = await started(scene);
      const [o1, o2] = [await at.joined('o1'), await at.joined('o2')];
      const { nonce } = await offered(scene, o1, [blockDigest(1)]);
      const items = [at.block(1), dataMessage('ch1', 1, at.channel.fork(1))];
      o1.connection.send(pullUpdate(CH1, nonce, items));
      await at.committed(o1, 1);
      const own = await greet(scene, o2);
      o2.connection.send(pullRequest(CH1, own, [blockDigest(1)]));
      const { content } = await scene.expect.message(o2.connection, 'dataUpdate', {
        where: (update) => update.nonce === own,
        that: 'with the nonce of the hello',
      });
      const served = content.data.map(
        (envelope) => contentOf(decoded(envelope), 'dataMsg')?.payload?.data,
      );
      const isFirst = served.length === 1 && hex(served[0]!) === hex(at.channel.block(1));
      scene.expect.that(isFirst, 'an update with the first block 1', 'another one');
    },
  }),
];
