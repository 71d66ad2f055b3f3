/** A requester of state transfer: what it asks for, and answers to it. */
import type { Seen } from '../../harness/expect.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { type StatePayload, stateResponse } from '../../harness/wire/channel-messages.js';

export type Request = Seen<'stateRequest'>;

/** batchSize of these cases: a full request is for so many blocks and one. */
export const BATCH = 4;

/** A target in ch1 that asks for missing blocks, in batches of BATCH. */
export async function started(scene: Scene): Promise<InChannel> {
  const channel = scene.channel('ch1');
  await scene.start({
    channels: [channel],
    settings: { stateEnabled: true, batchSize: BATCH },
  });
  return inChannel(scene, channel);
}

/** The next RemoteStateRequest of the target to this member. */
export const requested = (
  scene: Scene,
  { connection }: Member,
  { since = 0, from }: { readonly since?: number; readonly from?: number } = {},
): Promise<Request> =>
  scene.expect.message(connection, 'stateRequest', {
    since,
    within: 'antiEntropy',
    ...(from !== undefined && {
      where: ({ startSeqNum }) => startSeqNum === BigInt(from),
      that: `from block ${from} on`,
    }),
  });

/** The next request of another range than this one: repetitions have its nonce. */
export const requestedNext = (
  scene: Scene,
  { connection }: Member,
  { decoded, entry }: Request,
): Promise<Request> =>
  scene.expect.message(connection, 'stateRequest', {
    since: entry.n + 1,
    within: 'antiEntropy',
    where: (_, { message }) => message?.nonce !== decoded.message?.nonce,
    that: 'under another nonce',
  });

export const rangeOf = ({ content: { startSeqNum, endSeqNum } }: Request): string =>
  `${startSeqNum} to ${endSeqNum}`;

/** Blocks `from` to `to`, both included, as a response carries them. */
export const blocks = (at: InChannel, from: number, to: number): StatePayload[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    number: from + i,
    block: at.channel.block(from + i),
  }));

/** Answers a request with these blocks. */
export const answer = (
  { connection }: Member,
  { decoded }: Request,
  payloads: readonly StatePayload[],
  wrong?: string,
): void => {
  const envelope = stateResponse('ch1', payloads, { nonce: decoded.message!.nonce });
  if (wrong) connection.sendIllegal(envelope, wrong);
  else connection.send(envelope);
};
