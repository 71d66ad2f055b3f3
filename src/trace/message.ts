/** What a trace says of an envelope: its kind, size, channel and block. */
import { decodeSignedMessage, type SignedMessage } from '../wire/envelope.js';
import type { MessageTold } from './told.js';

export type Seen = Pick<MessageTold, 'message' | 'size' | 'channel' | 'block'>;

const utf8 = new TextDecoder();

export function openedEnvelope(bytes: Uint8Array): SignedMessage | undefined {
  const read = decodeSignedMessage(bytes);
  return read.verdict === 'accept' ? read.value : undefined;
}

/** `opened`: what the bytes decode to, if it is at hand. */
export function seenOf(
  bytes: Uint8Array,
  opened: Pick<SignedMessage, 'message'> | undefined = openedEnvelope(bytes),
): Seen {
  const size = bytes.length;
  if (opened === undefined) return { message: '', size };
  const { content, channel } = opened.message;
  const block = content.case === 'dataMsg' ? content.value.payload?.seqNum : undefined;
  return {
    message: content.case ?? '',
    size,
    ...(channel.length > 0 && { channel: utf8.decode(channel) }),
    ...(block !== undefined && { block: String(block) }),
  };
}
