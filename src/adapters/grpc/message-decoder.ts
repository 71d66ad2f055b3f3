/**
 * Messages of gRPC over HTTP/2 as they arrive: a flag of one byte, a length of four, the message.
 * Never throws; what is no message of ours ends the reading with a status.
 */
import { status } from '@grpc/grpc-js';
import { createByteQueue } from '../../wire/byte-queue.js';

export interface MessageFlaw {
  readonly code: status;
  readonly details: string;
}

export interface MessageDecoder {
  /** The messages that are complete with these bytes, in order, and why there will be no more. */
  push(chunk: Uint8Array): {
    readonly messages: readonly Uint8Array[];
    readonly flaw: MessageFlaw | undefined;
  };
}

const HEADER_BYTES = 5;

/** `message` with its header; never compressed. */
export function encodeMessage(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, HEADER_BYTES);
  return bytes;
}

/** What a message above the limit means, whoever sends it. */
export const tooLarge = (bytes: number, bytesMax: number): MessageFlaw => ({
  code: status.RESOURCE_EXHAUSTED,
  details: `a message of ${bytes} bytes exceeds the limit of ${bytesMax}`,
});

export function createMessageDecoder(messageBytesMax: number): MessageDecoder {
  const bytes = createByteQueue();
  let flaw: MessageFlaw | undefined;

  const next = (): Uint8Array | undefined => {
    if (flaw !== undefined || bytes.length < HEADER_BYTES) return undefined;
    const length = bytes.uint32At(1);
    if (bytes.at(0) !== 0)
      flaw = { code: status.INTERNAL, details: 'a message is compressed, which nobody asked for' };
    else if (length > messageBytesMax) flaw = tooLarge(length, messageBytesMax);
    if (flaw !== undefined) {
      bytes.clear();
      return undefined;
    }
    if (bytes.length < HEADER_BYTES + length) return undefined;
    bytes.take(HEADER_BYTES);
    return bytes.take(length);
  };

  return {
    push(chunk) {
      const messages: Uint8Array[] = [];
      if (flaw === undefined) {
        bytes.append(chunk);
        for (let message = next(); message !== undefined; message = next()) messages.push(message);
      }
      return { messages, flaw };
    },
  };
}
