/**
 * The ledger of a simulated peer: the blocks of one channel and the hash of the last. Bytes are shared
 * with whoever else holds the block.
 */
import type { StoredBlock } from '../peer/io.js';
import { blockHeaderHash, decodeBlock } from '../wire/block.js';
import type { Crypto } from '../wire/crypto/port.js';
import { sameBytes } from '../wire/hex.js';

export interface MemoryLedger {
  readonly channel: string;
  readonly blocks: readonly Uint8Array[];
  readonly lastHash: Uint8Array;
  /** Why the block cannot be committed; undefined if it was. */
  commit(number: bigint, bytes: Uint8Array): string | undefined;
  read(from: bigint, to: bigint): readonly StoredBlock[];
}

interface Known {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** What stands in the header of a block that many peers commit, worked out once. */
const known = new WeakMap<Uint8Array, Known>();

/** @throws RangeError if the bytes are no block with a header */
export function blockKnown(crypto: Crypto, bytes: Uint8Array): Known {
  const found = known.get(bytes);
  if (found !== undefined) return found;
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept' || decoded.value.header === undefined)
    throw new RangeError('block: expected a serialized common.Block with a header');
  const { header } = decoded.value;
  const { number, previousHash } = header;
  const made = { number, previousHash, hash: blockHeaderHash(crypto, header) };
  known.set(bytes, made);
  return made;
}

/** A ledger that holds the first block of its channel. @throws RangeError if that is no block */
export function createMemoryLedger(
  channel: string,
  crypto: Crypto,
  genesis: Uint8Array,
): MemoryLedger {
  const blocks = [genesis];
  let lastHash = blockKnown(crypto, genesis).hash;
  return {
    channel,
    blocks,
    get lastHash() {
      return lastHash;
    },
    commit(number, bytes) {
      if (number !== BigInt(blocks.length)) return `block ${number} at height ${blocks.length}`;
      const block = blockKnown(crypto, bytes);
      if (block.number !== number) return `block ${block.number} committed as ${number}`;
      if (!sameBytes(block.previousHash, lastHash)) return `block ${number} of another chain`;
      blocks.push(bytes);
      lastHash = block.hash;
      return undefined;
    },
    read(from, to) {
      const found: StoredBlock[] = [];
      const height = BigInt(blocks.length);
      for (let number = from; number <= to && number < height; number++)
        found.push({ number, bytes: blocks[Number(number)]! });
      return found;
    },
  };
}
