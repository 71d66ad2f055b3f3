/** Blocks that a liar hands out. */
import { decodeBlock, encodeBlock } from '../../wire/block.js';

/** The same block with other data: its signatures are not of what it says. @throws RangeError if it is none */
export function forgedOf(bytes: Uint8Array): Uint8Array {
  const block = decodeBlock(bytes);
  if (block.verdict !== 'accept') throw new RangeError('block: expected a common.Block');
  const { header, ...rest } = block.value;
  return encodeBlock({ ...rest, header: { ...header!, dataHash: new Uint8Array(32) } });
}
