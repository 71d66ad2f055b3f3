/**
 * One commit, worked out but not yet done: whether a block is the next one, what its transactions come to,
 * and what the ledger is afterwards.
 *
 * Implements spec/13-ledger.md, LEDG-1 to LEDG-6. Pure: a ledger of any kind puts the outcome into effect.
 */
import { encodeBlock } from '../wire/block.js';
import type { ChannelConfig, ChannelReader } from '../wire/channel/port.js';
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import { BlockMetadataIndex, MetadataSchema } from '../wire/gen/common/common_pb.js';
import { TxValidationCode } from '../wire/gen/peer/transaction_pb.js';
import { sameBytes } from '../wire/hex.js';
import type { Block, Metadata } from '../wire/message-types.js';
import { accept, reject, type Verdict } from '../wire/verdict.js';
import { BLOCK_REASONS, type BlockFacts, judgeNextBlock } from './block-rule.js';
import { commitHash } from './commit-hash.js';
import { once } from './once.js';
import type { ParsedBlock } from './parsed-block.js';
import type { Updates, WorldState } from './state.js';
import { type ValidatedBlock, validateBlock, validateGenesis } from './validation.js';

const metadatas = /*@__PURE__*/ createCodec(MetadataSchema);
const NOTHING = new Uint8Array(0);

/** What does not change in the life of a ledger. */
export interface LedgerRules {
  readonly crypto: Crypto;
  readonly channel: string;
  /**
   * Reads the configurations in the chain, by which creators of transactions are judged. Without it,
   * creators are taken at their word (DEV-52) and a configuration is sound if it is there.
   */
  readonly reader?: Pick<ChannelReader, 'read'>;
}

/** The end of a chain. */
export interface LedgerHead {
  readonly height: bigint;
  /** Of the header of the last block; empty for an empty ledger. */
  readonly lastHash: Uint8Array;
  /** Empty until block 1. */
  readonly commitHash: Uint8Array;
  /** Number of the newest config block. */
  readonly configNumber: bigint;
  /** Of that block; undefined without a reader. */
  readonly config: ChannelConfig | undefined;
}

export const EMPTY_HEAD: LedgerHead = {
  height: 0n,
  lastHash: NOTHING,
  commitHash: NOTHING,
  configNumber: 0n,
  config: undefined,
};

export interface PreparedCommit {
  readonly number: bigint;
  readonly flags: Uint8Array;
  readonly updates: Updates;
  readonly head: LedgerHead;
  /** Whether the block holds the newest configuration. */
  readonly isConfig: boolean;
  /** LEDG-5: the block as the ledger keeps it, a serialized common.Block; encoded when first asked for. */
  bytes(): Uint8Array;
}

/** `number`: what the block is given as; another one inside is a block out of turn. */
export function prepareCommit(
  rules: LedgerRules,
  head: LedgerHead,
  number: bigint,
  parsed: ParsedBlock | undefined,
  state: WorldState,
): Verdict<PreparedCommit> {
  const validated = once(() => validate(rules, head, parsed!, state));
  const config = once(() => configOf(rules, parsed!, validated().flags));
  const { verdict, clause } = judgeNextBlock(factsOf(rules, head, number, parsed, config));
  if (verdict === 'reject') {
    return reject(clause, `block ${number} at height ${head.height} ${BLOCK_REASONS[clause]}`);
  }
  const { hash, block } = parsed!;
  const { flags, updates } = validated();
  // LEDG-6: the genesis block has none.
  const commit =
    number === 0n ? NOTHING : commitHash(rules.crypto, flags, updates, head.commitHash);
  const isConfig = config().fact === 'sound';
  return accept({
    number,
    flags,
    updates,
    isConfig,
    head: {
      height: number + 1n,
      lastHash: hash,
      commitHash: commit,
      configNumber: isConfig ? number : head.configNumber,
      config: isConfig ? config().config : head.config,
    },
    bytes: keptBytes(block, flags, commit),
  });
}

/** A function of its own, so that whoever keeps a block does not keep its updates. */
const keptBytes = (block: Block, flags: Uint8Array, commit: Uint8Array): (() => Uint8Array) =>
  once(() => encodeBlock(withOutcome(block, flags, commit)));

const validate = (
  { crypto, channel }: LedgerRules,
  { config }: LedgerHead,
  { header, transactions }: ParsedBlock,
  state: WorldState,
): ValidatedBlock =>
  header.number === 0n
    ? validateGenesis(transactions)
    : validateBlock(header.number, transactions, state, {
        crypto,
        channel,
        authority: config?.authority,
      });

function factsOf(
  { channel }: LedgerRules,
  { height, lastHash }: LedgerHead,
  number: bigint,
  parsed: ParsedBlock | undefined,
  config: () => FoundConfig,
): BlockFacts {
  return {
    form: parsed === undefined ? 'unsound' : 'sound',
    get number() {
      return number === height && parsed!.header.number === height ? 'next' : 'other';
    },
    get previous() {
      return sameBytes(parsed!.header.previousHash, lastHash) ? 'same' : 'other';
    },
    get data() {
      return parsed!.isDataSound ? 'same' : 'other';
    },
    get channel() {
      if (parsed!.channel === undefined) return 'unnamed';
      return parsed!.channel === channel ? 'ours' : 'other';
    },
    get config() {
      return config().fact;
    },
    first: height === 0n,
  };
}

interface FoundConfig {
  readonly fact: BlockFacts['config'];
  readonly config: ChannelConfig | undefined;
}

/** LEDG-3 */
function configOf(
  { channel, reader }: LedgerRules,
  { bytes, transactions }: ParsedBlock,
  flags: Uint8Array,
): FoundConfig {
  const index = transactions.findIndex(
    ({ type }, i) => type === 'config' && flags[i] === TxValidationCode.VALID,
  );
  if (index < 0) return { fact: 'none', config: undefined };
  if (transactions.length > 1) return { fact: 'mixed', config: undefined };
  if (transactions[0]!.data.length === 0) return { fact: 'unsound', config: undefined };
  if (reader === undefined) return { fact: 'sound', config: undefined };
  const config = reader.read(bytes);
  const isOurs = config.verdict === 'accept' && config.value.channel === channel;
  return isOurs ? { fact: 'sound', config: config.value } : { fact: 'unsound', config: undefined };
}

/** Entries of a block's metadata that a peer keeps at least. */
const METADATA_COUNT_MIN = BlockMetadataIndex.COMMIT_HASH + 1;

/** LEDG-5: nothing but these two entries of the metadata differs from the block that came. */
function withOutcome(block: Block, flags: Uint8Array, hash: Uint8Array): Block {
  const metadata = [...(block.metadata?.metadata ?? [])];
  while (metadata.length < METADATA_COUNT_MIN) metadata.push(NOTHING);
  metadata[BlockMetadataIndex.TRANSACTIONS_FILTER] = flags;
  if (hash.length > 0) {
    metadata[BlockMetadataIndex.COMMIT_HASH] = metadatas.encode({
      value: hash,
      signatures: [],
    } as unknown as Metadata);
  }
  return { ...block, metadata: { ...block.metadata, metadata } as Block['metadata'] } as Block;
}
