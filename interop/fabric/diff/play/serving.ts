/** Answers that peers give to the node's questions, and the next question of a pull that they began. */

import type { StagedScene } from '../../../../conformance/harness/create-scene.js';
import type { Entry } from '../../../../conformance/harness/evidence.js';
import { pullRequest } from '../../../../conformance/harness/wire/channel-messages.js';
import { contentOf, type Decoded } from '../../../../conformance/harness/wire/decode.js';
import { type Envelope, PullMsgType } from '../../../../src/wire/gen/gossip/message_pb.js';
import type { Answerer } from '../say/answers.js';
import type { Name } from '../script/script.js';
import { bytesOf, type Sent } from './sent.js';
import type { Stage } from './stage.js';

export interface Serving {
  /** From now on; a later one of the same kind takes its place. */
  serve(who: Name, kind: string, label: string, answerer: Answerer): void;
  /** Whether somebody answers anything. */
  isServing(who: Name): boolean;
  /** Answers what has come since the last look. */
  look(): void;
}

export function createServing(
  scene: StagedScene,
  sent: Sent,
  { players }: Pick<Stage, 'players'>,
): Serving {
  const answerers = new Map<Name, Map<string, { label: string; answerer: Answerer }>>();
  let next = 0;

  const reply = (entry: Entry, label: string, answer: Envelope): void => {
    const probe = players.get(entry.probe)?.probe;
    const stream = probe?.connections.find(({ name }) => name === entry.stream);
    if (!stream?.isOpen) return;
    sent.note(label, answer);
    stream.sendIllegal(bytesOf(answer), label);
  };
  const look = (entry: Entry): void => {
    if (entry.type !== 'received' || !entry.decoded?.message) return;
    for (const { label, answerer } of answerers.get(entry.probe)?.values() ?? []) {
      const answer = answerer(entry.decoded);
      if (answer) reply(entry, label, answer);
    }
    const request = followUp(entry.decoded, sent);
    if (request) reply(entry, 'pull', request);
  };
  return {
    serve(who, kind, label, answerer) {
      const own = answerers.get(who) ?? new Map();
      own.set(kind, { label, answerer });
      answerers.set(who, own);
    },
    isServing: (who) => answerers.has(who),
    look() {
      // An answer is evidence as well, and leads here again.
      while (next < scene.evidence.entries.length) look(scene.evidence.entries[next++]!);
    },
  };
}

/** Whoever said hello asks for all that the digest names. */
function followUp(d: Decoded, sent: Sent): Envelope | undefined {
  const digest = contentOf(d, 'dataDig');
  if (!digest || sent.asked(digest.nonce) === undefined) return undefined;
  if (digest.msgType === PullMsgType.IDENTITY_MSG)
    return pullRequest('identities', digest.nonce, digest.digests);
  const channel = new TextDecoder().decode(d.message!.channel);
  return pullRequest({ channel }, digest.nonce, digest.digests);
}
