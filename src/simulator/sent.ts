/** The message in what travels, if it is at hand decoded: what villains make up of bytes is not. */
import type { SignedMessage } from '../wire/envelope.js';
import type { Sent } from './node.js';

export const signedOf = (sent: Sent): SignedMessage | undefined =>
  sent.message === undefined ? undefined : (sent as SignedMessage);
