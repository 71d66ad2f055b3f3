/** Transactions of a given size, for blocks of a given size. */
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { HeaderType } from '../../../src/wire/gen/common/common_pb.js';
import { transactionId } from '../../../src/wire/transaction/endorser-transaction.js';
import { type Author, signedEnvelope } from '../../../src/wire/transaction/signed-envelope.js';

export interface SizedContent {
  readonly channel: string;
  /** Of the whole envelope; signatures of ECDSA differ by a byte or two. */
  readonly sizeBytes: number;
  /** 24 fresh bytes. */
  readonly nonce: Uint8Array;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * A transaction that its creator signed, of type ENDORSER_TRANSACTION, without an action: both
 * implementations verify the signature and the transaction id, record the id, and mark it
 * invalid. An endorsed one with two certificates would not fit in a kilobyte.
 * @throws RangeError if what it needs at least is longer already
 */
export function envelopeOfSize(content: SizedContent, client: Author): Uint8Array {
  const { sizeBytes, ...rest } = content;
  const txId = transactionId(nodeCrypto, rest.nonce, client.identity);
  const of = (data: Uint8Array) =>
    signedEnvelope({ type: HeaderType.ENDORSER_TRANSACTION, txId, data, ...rest }, client);
  const missing = sizeBytes - of(filler(FILLER_BYTES_MIN)).length;
  if (missing < 0)
    throw new RangeError(`an envelope of ${sizeBytes} bytes: ${sizeBytes - missing} is the least`);
  return of(filler(FILLER_BYTES_MIN + missing));
}

const FILLER_BYTES_MIN = 8;

/** A peer.Transaction of this length with nothing in it but a field that it does not know, 15. */
function filler(length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(0x5a);
  const body = length - 3;
  // Field 15 of length-delimited type; its length in two bytes, for up to 16383.
  bytes.set([0x7a, (body & 0x7f) | 0x80, body >> 7]);
  return bytes;
}
