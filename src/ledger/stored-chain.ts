/**
 * The chain in a store: reading its blocks, each held against its checksum and its predecessor, and the
 * records that say where it ends.
 *
 * Implements spec/13-ledger.md, LEDG-54 to LEDG-58.
 */
import { blockHeaderHash } from '../wire/block.js';
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import { BlockMetadataIndex, MetadataSchema } from '../wire/gen/common/common_pb.js';
import { sameBytes } from '../wire/hex.js';
import { decoded } from './decoded.js';
import type { KeyValueStore } from './key-value-store.js';
import type { LedgerBlock } from './ledger-block.js';
import { type ParsedBlock, parseBlock } from './parsed-block.js';
import { blockKey, unseal } from './records.js';

const metadatas = /*@__PURE__*/ createCodec(MetadataSchema);
const NOTHING = new Uint8Array(0);

/** How far a chain is sound. */
export interface SoundChain {
  /** Blocks from 0 on that are there, undamaged and linked. */
  readonly height: bigint;
  /** Hash of the last of them; empty if there is none. */
  readonly lastHash: Uint8Array;
  /** Commit hash in the last of them; empty if it has none. */
  readonly commitHash: Uint8Array;
  /** Why the next one is not sound; undefined if it is merely not there. */
  readonly damage: string | undefined;
}

/** LEDG-55: the block as a commit wrote it, or what is wrong with it; undefined if it is not there. */
export async function readBlock(
  store: KeyValueStore,
  crypto: Crypto,
  number: bigint,
): Promise<ParsedBlock | string | undefined> {
  const key = blockKey(number);
  const [sealed] = await store.getMany([key]);
  return sealed && openBlock(crypto, number, key, sealed);
}

function openBlock(
  crypto: Crypto,
  number: bigint,
  key: string,
  sealed: Uint8Array,
): ParsedBlock | string {
  const bytes = unseal(key, sealed);
  if (bytes === undefined) return 'its checksum differs';
  const parsed = parseBlock(crypto, bytes);
  if (parsed === undefined) return 'it does not decode';
  if (parsed.header.number !== number) return `it says that it is block ${parsed.header.number}`;
  return parsed;
}

/** LEDG-56: walks from block 0 to the first that is missing, damaged or not linked. */
export async function walkChain(
  store: KeyValueStore,
  crypto: Crypto,
  visit: (block: ParsedBlock) => void = () => {},
): Promise<SoundChain> {
  let height = 0n;
  let lastHash: Uint8Array = NOTHING;
  let last: ParsedBlock | undefined;
  const chain = (damage: string | undefined): SoundChain => ({
    height,
    lastHash,
    commitHash: last === undefined ? NOTHING : commitHashIn(last),
    damage,
  });
  for (;;) {
    const block = await readBlock(store, crypto, height);
    if (block === undefined) return chain(undefined);
    if (typeof block === 'string') return chain(block);
    if (!sameBytes(block.header.previousHash, lastHash)) {
      return chain('it does not follow the block before it');
    }
    lastHash = blockHeaderHash(crypto, block.header);
    last = block;
    height += 1n;
    visit(block);
  }
}

/** LEDG-57: the blocks of a range up to the first that is missing or damaged; both ends included. */
export async function readRange(
  store: KeyValueStore,
  crypto: Crypto,
  from: bigint,
  to: bigint,
): Promise<{ readonly blocks: LedgerBlock[]; readonly damage: string | undefined }> {
  const blocks: LedgerBlock[] = [];
  let previous: Uint8Array | undefined;
  for (let number = from < 0n ? 0n : from; number <= to; number++) {
    const block = await readBlock(store, crypto, number);
    if (block === undefined) break;
    if (typeof block === 'string') return { blocks, damage: `block ${number}: ${block}` };
    if (previous !== undefined && !sameBytes(block.header.previousHash, previous)) {
      return { blocks, damage: `block ${number}: it does not follow the block before it` };
    }
    previous = block.hash;
    blocks.push({ number, bytes: block.bytes });
  }
  return { blocks, damage: undefined };
}

/** The commit hash that a committing peer wrote into a block; empty if there is none. */
export function commitHashIn({ block }: ParsedBlock): Uint8Array {
  const entry = block.metadata?.metadata[BlockMetadataIndex.COMMIT_HASH];
  return (entry && decoded(metadatas.decode(entry))?.value) ?? NOTHING;
}
