/** An envelope as a host hands it over: in bytes, or already decoded by whoever made it. */
import { decodeSignedMessage, type SignedMessage } from '../wire/envelope.js';
import { accept, type Verdict } from '../wire/verdict.js';

export type Received = Uint8Array | SignedMessage;

/** Equal to decoding the bytes, which nobody has to encode if the message is at hand. */
export const decodedOf = (received: Received): Verdict<SignedMessage> =>
  received instanceof Uint8Array ? decodeSignedMessage(received) : accept(received);

export const bytesOf = (received: Received): Uint8Array =>
  received instanceof Uint8Array ? received : received.bytes;
