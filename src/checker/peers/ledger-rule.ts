/**
 * What a model's ledgers and its ordering service know of blocks: which ones there are, and which follow which.
 *
 * Implements spec/17-checker.md, CHEK-30, CHEK-31.
 */
import type { PeerInput } from '../../peer/io.js';
import { blockHeaderHash, decodeBlock } from '../../wire/block.js';
import { createCodec } from '../../wire/codec/codec.js';
import type { Crypto } from '../../wire/crypto/port.js';
import { EnvelopeSchema, PayloadSchema } from '../../wire/gen/common/common_pb.js';
import { DeliverResponseSchema, SeekInfoSchema } from '../../wire/gen/orderer/ab_pb.js';
import { sameBytes } from '../../wire/hex.js';

/** What the ordering service of a model has, for good, and what it says besides. */
export interface Ordering {
  /** By channel: serialized common.Blocks, the genesis block first. */
  readonly chains: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Serialized common.Blocks that it may send in place of the one of that number. */
  lies?(channel: string, number: number): readonly Uint8Array[];
}

export interface LedgerRule {
  /** CHEK-27: without one, a peer that opens a stream waits for ever. */
  readonly hasOrdering: boolean;
  /** The blocks of a ledger that a peer opens as it joins: those of the chain up to its height. */
  opened(join: Extract<PeerInput, { type: 'channel.join' }>): readonly Uint8Array[];
  /** Whether a block is the next one of a ledger, and names the hash of the one before. */
  follows(blocks: readonly Uint8Array[], number: bigint, bytes: Uint8Array): boolean;
  /** A serialized orderer.DeliverResponse. */
  response(block: Uint8Array): Uint8Array;
  isOrdered(channel: string, number: number | undefined, response: Uint8Array): boolean;
  /** Where a seek starts: a serialized common.Envelope. */
  soughtBy(envelope: Uint8Array): number | undefined;
}

const envelopes = createCodec(EnvelopeSchema);
const payloads = createCodec(PayloadSchema);
const seeks = createCodec(SeekInfoSchema);
const responses = createCodec(DeliverResponseSchema);

export function createLedgerRule(crypto: Crypto, ordering: Ordering | undefined): LedgerRule {
  const chains = ordering?.chains ?? new Map<string, readonly Uint8Array[]>();
  const made = new WeakMap<Uint8Array, Uint8Array>();
  const response = (block: Uint8Array): Uint8Array => {
    const known = made.get(block);
    if (known !== undefined) return known;
    const decoded = decodeBlock(block);
    if (decoded.verdict !== 'accept') throw new RangeError('block: expected a common.Block');
    const value = {
      $typeName: 'orderer.DeliverResponse',
      Type: { case: 'block', value: decoded.value },
    };
    const bytes = responses.encode(value as never);
    made.set(block, bytes);
    return bytes;
  };
  return {
    hasOrdering: ordering !== undefined,
    opened: ({ channel, height }) => (chains.get(channel) ?? []).slice(0, Number(height)),
    follows(blocks, number, bytes) {
      const next = decodeBlock(bytes);
      const last = decodeBlock(blocks.at(-1) ?? new Uint8Array());
      if (next.verdict !== 'accept' || last.verdict !== 'accept') return false;
      const { header } = next.value;
      return (
        number === BigInt(blocks.length) &&
        header?.number === number &&
        last.value.header !== undefined &&
        sameBytes(header.previousHash, blockHeaderHash(crypto, last.value.header))
      );
    },
    response,
    isOrdered(channel, number, bytes) {
      const block = number === undefined ? undefined : chains.get(channel)?.[number];
      return block !== undefined && sameBytes(response(block), bytes);
    },
    soughtBy(bytes) {
      const envelope = envelopes.decode(bytes);
      if (envelope.verdict !== 'accept') return undefined;
      const payload = payloads.decode(envelope.value.payload);
      if (payload.verdict !== 'accept') return undefined;
      const seek = seeks.decode(payload.value.data);
      if (seek.verdict !== 'accept') return undefined;
      // A peer seeks by number alone (DELV-11).
      const { start } = seek.value as { start?: { Type: { case?: string; value?: unknown } } };
      if (start?.Type.case !== 'specified') return undefined;
      return Number((start.Type.value as { number: bigint }).number);
    },
  };
}
