/** Messages of a pull of blocks, as records of the module Pull. */
import {
  decodeGossipMessage,
  decodeSignedMessage,
  type SignedMessage,
} from '../../../src/wire/envelope.js';
import type { Envelope } from '../../../src/wire/message-types.js';
import { setOf, type TlaValue } from '../values.js';

const utf8 = new TextDecoder();

/** `roundOf`: the round in which a nonce was drawn. @throws RangeError if it is no message of a pull */
export function pullMessageIn(bytes: Uint8Array, roundOf: (nonce: bigint) => number): TlaValue {
  const { content } = opened(bytes).message;
  const record = (type: string, nonce: bigint, items: readonly number[]): TlaValue => ({
    type,
    round: roundOf(nonce),
    items: setOf(items),
  });
  const named = (digests: readonly Uint8Array[]) => digests.map((one) => Number(utf8.decode(one)));
  switch (content.case) {
    case 'hello':
      return record('hello', content.value.nonce, []);
    case 'dataDig':
      return record('digest', content.value.nonce, named(content.value.digests));
    case 'dataReq':
      return record('request', content.value.nonce, named(content.value.digests));
    case 'dataUpdate':
      return record('update', content.value.nonce, content.value.data.map(numberIn));
    default:
      throw new RangeError(`under way: expected messages of a pull, got ${content.case}`);
  }
}

function opened(bytes: Uint8Array): SignedMessage {
  const decoded = decodeSignedMessage(bytes);
  if (decoded.verdict !== 'accept') throw new RangeError(`under way: ${decoded.reason}`);
  return decoded.value;
}

function numberIn({ payload }: Envelope): number {
  const decoded = decodeGossipMessage(payload);
  const content = decoded.verdict === 'accept' ? decoded.value.content : undefined;
  if (content?.case !== 'dataMsg') throw new RangeError('update: expected blocks');
  return Number(content.value.payload?.seqNum ?? 0);
}
