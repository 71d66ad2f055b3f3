/** What a trace says of an envelope: its kind, size, channel and block. */
import { decodeSignedMessage, type SignedMessage } from '../wire/envelope.js';
import type { GossipMessage } from '../wire/message-types.js';
import { namedChannel } from './channel-of.js';
import type { MessageTold } from './told.js';

export type Seen = Pick<MessageTold, 'message' | 'size' | 'channel' | 'block'>;

export function openedEnvelope(bytes: Uint8Array): SignedMessage | undefined {
  const read = decodeSignedMessage(bytes);
  return read.verdict === 'accept' ? read.value : undefined;
}

/** `opened`: what the bytes decode to, if it is at hand. `channelOf`: who knows codes of channels finds more of them. */
export function seenOf(
  bytes: Uint8Array,
  opened: Pick<SignedMessage, 'message'> | undefined = openedEnvelope(bytes),
  channelOf: (message: GossipMessage) => string | undefined = namedChannel,
): Seen {
  const size = bytes.length;
  if (opened === undefined) return { message: '', size };
  const { content } = opened.message;
  const channel = channelOf(opened.message);
  const block = content.case === 'dataMsg' ? content.value.payload?.seqNum : undefined;
  return {
    message: content.case ?? '',
    size,
    ...(channel !== undefined && { channel }),
    ...(block !== undefined && { block: String(block) }),
  };
}
