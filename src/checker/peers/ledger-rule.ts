/**
 * What a model's ledgers and its ordering service know of blocks: which ones there are, and which follow which.
 *
 * Implements spec/17-checker.md, CHEK-30, CHEK-31, CHEK-38.
 */
import type { PeerInput } from '../../peer/io.js';
import { deliverResponseOf, seekStart } from '../../simulator/deliver-messages.js';
import { blockHeaderHash, decodeBlock } from '../../wire/block.js';
import type { Crypto } from '../../wire/crypto/port.js';
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
  /** CHEK-38: the command by which a ledger with these blocks is joined. */
  joining(channel: string, blocks: readonly Uint8Array[]): PeerInput;
  /** Whether a block is the next one of a ledger, and names the hash of the one before. */
  follows(blocks: readonly Uint8Array[], number: bigint, bytes: Uint8Array): boolean;
  /** A serialized orderer.DeliverResponse. */
  response(block: Uint8Array): Uint8Array;
  isOrdered(channel: string, number: number | undefined, response: Uint8Array): boolean;
  /** Where a seek starts: a serialized common.Envelope. */
  soughtBy(channel: string, envelope: Uint8Array): number | undefined;
}

export function createLedgerRule(crypto: Crypto, ordering: Ordering | undefined): LedgerRule {
  const chains = ordering?.chains ?? new Map<string, readonly Uint8Array[]>();
  return {
    hasOrdering: ordering !== undefined,
    opened: ({ channel, height }) => (chains.get(channel) ?? []).slice(0, Number(height)),
    joining(channel, blocks) {
      const last = decodeBlock(blocks.at(-1)!);
      if (last.verdict !== 'accept') throw new RangeError('ledger: expected common.Blocks');
      return {
        type: 'channel.join',
        channel,
        configBlock: blocks[0]!,
        height: BigInt(blocks.length),
        lastHash: blockHeaderHash(crypto, last.value.header!),
      };
    },
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
    response: deliverResponseOf,
    isOrdered(channel, number, bytes) {
      const block = number === undefined ? undefined : chains.get(channel)?.[number];
      return block !== undefined && sameBytes(deliverResponseOf(block), bytes);
    },
    soughtBy: (channel, envelope) => seekStart(envelope, chains.get(channel)?.length ?? 0),
  };
}
