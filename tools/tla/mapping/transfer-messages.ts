/** Messages about blocks, as the module BlockTransfer writes them: a block that was not ordered is negative. */
import { hashOf } from '../../../src/checker/models/channels.js';
import type { SymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { decodeSignedMessage } from '../../../src/wire/envelope.js';

export interface StateMessage {
  readonly type: 'request' | 'response' | 'block';
  readonly nonce: bigint;
  /** Of a request; else 0. */
  readonly first: number;
  readonly last: number;
  /** Of the others, by number. */
  readonly blocks: readonly number[];
}

/** @throws RangeError if it is none */
export function stateMessageIn(bytes: Uint8Array, { blocks }: SymbolicChain): StateMessage {
  const decoded = decodeSignedMessage(bytes);
  if (decoded.verdict !== 'accept') throw new RangeError(`under way: ${decoded.reason}`);
  const { content, nonce } = decoded.value.message;
  const numberOf = ({ seqNum, data }: { readonly seqNum: bigint; readonly data: Uint8Array }) =>
    Number(isOrdered(Number(seqNum), data) ? seqNum : -seqNum);
  const isOrdered = (number: number, data: Uint8Array) => {
    const block = blocks[number];
    return block !== undefined && hashOf(block) === hashOf(data);
  };
  switch (content.case) {
    case 'stateRequest': {
      const { startSeqNum, endSeqNum } = content.value;
      return {
        type: 'request',
        nonce,
        first: Number(startSeqNum),
        last: Number(endSeqNum),
        blocks: [],
      };
    }
    case 'stateResponse':
      return {
        type: 'response',
        nonce,
        first: 0,
        last: 0,
        blocks: content.value.payloads.map(numberOf),
      };
    case 'dataMsg':
      return {
        type: 'block',
        nonce,
        first: 0,
        last: 0,
        blocks: [numberOf(content.value.payload!)],
      };
    default:
      throw new RangeError(`under way: expected messages about blocks, got ${content.case}`);
  }
}
