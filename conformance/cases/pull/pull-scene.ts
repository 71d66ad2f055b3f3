/** Pulls of the blocks of ch1: the channels, and a round of the target up to what it asks for. */
import { PullMsgType } from '../../../src/wire/gen/gossip/message_pb.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { pullDigest } from '../../harness/wire/channel-messages.js';
import type { Content } from '../../harness/wire/decode.js';
import { PULL_TIMINGS } from './timings.js';

/** The blocks of ch1, as what is pulled. */
export const CH1 = { channel: 'ch1' } as const;

/** `where` of an expectation: a message of a pull for blocks. */
export const isOfBlocks = ({ msgType }: { msgType: PullMsgType }): boolean =>
  msgType === PullMsgType.BLOCK_MSG;

/** A target in ch1 of O and F, and in ch2 of O and G, with phases that a probe can meet. */
export async function started(scene: Scene): Promise<InChannel> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
  await scene.start({ channels: [ch1, ch2], timings: PULL_TIMINGS });
  return inChannel(scene, ch1);
}

/** The next GossipHello for blocks of ch1 to this member. */
export async function hello(scene: Scene, { connection }: Member): Promise<Content<'hello'>> {
  const { content } = await scene.expect.message(connection, 'hello', {
    where: (got, { message }) =>
      isOfBlocks(got) && Buffer.from(message?.channel ?? []).toString() === 'ch1',
    that: 'for the blocks of ch1',
    within: 'pullRound',
    since: scene.mark(),
  });
  return content;
}

/** Answers the target's next hello with these digests; returns its request. */
export async function offered(
  scene: Scene,
  member: Member,
  digests: readonly Uint8Array[],
): Promise<Content<'dataReq'>> {
  const { nonce } = await hello(scene, member);
  member.connection.send(pullDigest(CH1, nonce, digests));
  const { content } = await scene.expect.message(member.connection, 'dataReq', {
    where: (got) => got.nonce === nonce,
    that: 'with the nonce of the hello',
    within: 'pullRound',
  });
  return content;
}
