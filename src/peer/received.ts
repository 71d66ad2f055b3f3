/** An envelope as a host hands it over: in bytes, or already decoded by whoever made it. */
import { decodeSignedMessage, type SignedMessage } from '../wire/envelope.js';
import { accept, type Verdict } from '../wire/verdict.js';
import type { PeerInput } from './io.js';

export type Received = Pick<Extract<PeerInput, { type: 'envelope.received' }>, 'bytes' | 'signed'>;

/** Equal to decoding the bytes, which nobody has to encode if the message is at hand. */
export const decodedOf = (received: Received): Verdict<SignedMessage> =>
  received.signed === undefined ? decodeSignedMessage(received.bytes) : accept(received.signed);
