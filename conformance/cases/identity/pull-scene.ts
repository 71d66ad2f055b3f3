import { PullMsgType } from '../../../src/wire/gen/gossip/message_pb.js';
import type { Seen } from '../../harness/expect.js';
import type { Member, Scene } from '../../harness/scene.js';
import { pullDigest, pullHello } from '../../harness/wire/channel-messages.js';
import type { Credentials } from '../../harness/wire/credentials.js';
import { hex } from '../../harness/wire/sign.js';

const isOfIdentities = ({ msgType }: { msgType: PullMsgType }): boolean =>
  msgType === PullMsgType.IDENTITY_MSG;

/** Says Hello for identities and returns the digest. */
export async function digestFor(scene: Scene, { connection }: Member): Promise<Seen<'dataDig'>> {
  const nonce = scene.nonce();
  connection.send(pullHello('identities', nonce));
  return scene.expect.message(connection, 'dataDig', {
    where: (digest) => digest.nonce === nonce,
    that: 'with the nonce of the hello',
  });
}

export const lists = (
  { content }: Seen<'dataDig'>,
  { credentials }: { credentials: Credentials },
) => content.digests.some((item) => hex(item) === hex(credentials.pkiId));

/** The target's next Hello for identities to this member. */
export const hello = (scene: Scene, { connection }: Member): Promise<Seen<'hello'>> =>
  scene.expect.message(connection, 'hello', {
    where: isOfIdentities,
    that: 'for identities',
    within: 'identityRound',
    since: scene.mark(),
  });

/** Offers identities to the target and returns its request. */
export async function offered(
  scene: Scene,
  member: Member,
  pkiIds: readonly Uint8Array[],
): Promise<Seen<'dataReq'>> {
  const { nonce } = (await hello(scene, member)).content;
  member.connection.send(pullDigest('identities', nonce, pkiIds));
  return scene.expect.message(member.connection, 'dataReq', {
    where: (request) => request.nonce === nonce,
    that: 'with the nonce of the hello',
    within: 'pullRound',
  });
}
