/** Messages that answer another one. Implements spec/02-wire.md, WIRE-54 and WIRE-55. */
import { type ContentOf, gossipMessage } from './envelope.js';
import { GossipMessage_Tag as Tag } from './gen/gossip/message_pb.js';
import type { GossipMessage } from './message-types.js';

type AnswerKind = 'memRes' | 'stateResponse' | 'privateRes' | 'ack';

/** WIRE-55: an answer of one of the kinds that copy the nonce of their question. */
export const answerTo = <K extends AnswerKind>(
  question: GossipMessage,
  kind: K,
  value: ContentOf<K>,
  { tag, channel }: { tag: Tag; channel?: Uint8Array },
): GossipMessage =>
  gossipMessage(kind, value, {
    tag,
    nonce: question.nonce,
    ...(channel === undefined ? {} : { channel }),
  });

/** WIRE-54: tells that private data was stored, or with a text why not. */
export const acknowledgement = (question: GossipMessage, error = ''): GossipMessage =>
  answerTo(question, 'ack', { $typeName: 'gossip.Acknowledgement', error }, { tag: Tag.UNDEFINED });
