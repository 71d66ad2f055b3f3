/** Recognising alive messages by who made them. */
import type { Credentials } from './credentials.js';
import { type Content, contentOf, type Decoded } from './decode.js';
import { hex } from './sign.js';

/** `where` of an expectation: an alive message of this peer, with this sequence number if given. */
export const aliveOf =
  ({ credentials }: { readonly credentials: Credentials }, seqNum?: bigint) =>
  ({ membership, timestamp }: Content<'aliveMsg'>): boolean =>
    hex(membership?.pkiId ?? new Uint8Array()) === hex(credentials.pkiId) &&
    (seqNum === undefined || timestamp?.seqNum === seqNum);

/** (incarnation, sequence number) of an alive message. */
export function timeOf(d: Decoded | undefined): { incNum: bigint; seqNum: bigint } | undefined {
  return contentOf(d, 'aliveMsg')?.timestamp;
}
