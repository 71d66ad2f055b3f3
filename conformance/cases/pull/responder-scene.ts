/** The answering side of a pull of the blocks of ch1: what the target holds, and nonces that it knows. */
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { pullHello } from '../../harness/wire/channel-messages.js';
import { contentOf, decoded } from '../../harness/wire/decode.js';
import { CH1 } from './pull-scene.js';
import { PULL_TIMINGS } from './timings.js';

/** A target that holds blocks 1 and 2 of ch1, and o1, which pushed them. */
export async function holding(scene: Scene): Promise<{ at: InChannel; o1: Member }> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
  await scene.start({ channels: [ch1, ch2], timings: PULL_TIMINGS });
  const at = inChannel(scene, ch1);
  const o1 = await at.joined('o1');
  for (const number of [1, 2]) o1.connection.send(at.block(number));
  for (const number of [1, 2]) await at.committed(o1, number, { as: scene.assume });
  return { at, o1 };
}

/** Says Hello and takes the nonce that was announced with it. */
export async function greet(scene: Scene, { connection }: Member): Promise<bigint> {
  const nonce = scene.nonce();
  connection.send(pullHello(CH1, nonce));
  await scene.expect.message(connection, 'dataDig', {
    where: (content) => content.nonce === nonce,
    that: 'with the nonce of the hello',
  });
  return nonce;
}

/** The numbers of the blocks of an update, in its order. */
export async function served(scene: Scene, { connection }: Member, nonce: bigint): Promise<string> {
  const { content } = await scene.expect.message(connection, 'dataUpdate', {
    where: (got) => got.nonce === nonce,
    that: 'with the nonce of the hello',
  });
  return content.data
    .map((envelope) => contentOf(decoded(envelope), 'dataMsg')?.payload?.seqNum)
    .join(' ');
}
