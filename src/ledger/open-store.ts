/**
 * Opening a store: whether it is a ledger of this channel in this format, and sound from its first block to
 * its last.
 *
 * Implements spec/13-ledger.md, LEDG-54, LEDG-58 and LEDG-59.
 */
import type { Ledger } from '../ports.js';
import { sameBytes } from '../wire/hex.js';
import { accept, type Refusal, type Verdict } from '../wire/verdict.js';
import { EMPTY_HEAD, type LedgerRules } from './commit.js';
import type { KeyValueStore } from './key-value-store.js';
import {
  decodeFormat,
  decodeHead,
  END_KEY,
  FIRST_KEY,
  FORMAT_KEY,
  FORMAT_VERSION,
  HEAD_KEY,
  unseal,
} from './records.js';
import { readBlock, type SoundChain, walkChain } from './stored-chain.js';
import { createStoredLedger, type LedgerStart } from './stored-ledger.js';

/** Why a store is not opened; its sound blocks can be read all the same (readRange). */
export interface OpenRefusal extends Refusal {
  readonly verdict: 'reject';
  /** Number of the first block that is not sound, where that is the reason. */
  readonly brokenAt?: bigint;
}

export type Opening = { readonly verdict: 'accept'; readonly value: Ledger } | OpenRefusal;

/** LEDG-54. @throws Error if the store cannot be read at all. A store that is refused stays open. */
export async function openStore(rules: LedgerRules, store: KeyValueStore): Promise<Opening> {
  const [format, head] = await store.getMany([FORMAT_KEY, HEAD_KEY]);
  if (format === undefined) {
    if (await hasEntries(store)) return refuse('LEDG-59', 'holds something that is no ledger');
    const start = { head: EMPTY_HEAD, configBlock: new Uint8Array(0) };
    return { verdict: 'accept', value: createStoredLedger(rules, store, start) };
  }
  const misfit = formatMisfit(rules.channel, unseal(FORMAT_KEY, format));
  if (misfit !== undefined) return refuse('LEDG-59', misfit);
  const chain = await walkChain(store, rules.crypto);
  if (chain.damage !== undefined) {
    return refuse('LEDG-58', `block ${chain.height} is damaged: ${chain.damage}`, chain.height);
  }
  const start = await startOf(rules, store, chain, head && unseal(HEAD_KEY, head));
  if (start.verdict !== 'accept') return refuse(start.clause, start.reason, chain.height);
  return { verdict: 'accept', value: createStoredLedger(rules, store, start.value) };
}

/** The channel whose ledger a store is; undefined if it is none, or of another format. */
export async function channelOf(store: KeyValueStore): Promise<string | undefined> {
  const [sealed] = await store.getMany([FORMAT_KEY]);
  const record = sealed && unseal(FORMAT_KEY, sealed);
  const format = record && decodeFormat(record);
  return format?.version === FORMAT_VERSION ? format.channel : undefined;
}

function refuse(clause: string, reason: string, brokenAt?: bigint): OpenRefusal {
  const refusal = { verdict: 'reject', clause, reason } as const;
  return brokenAt === undefined ? refusal : { ...refusal, brokenAt };
}

async function hasEntries(store: KeyValueStore): Promise<boolean> {
  for await (const _ of store.entries(FIRST_KEY, END_KEY)) return true;
  return false;
}

/** LEDG-59 */
function formatMisfit(channel: string, record: Uint8Array | undefined): string | undefined {
  const format = record && decodeFormat(record);
  if (format === undefined) return 'has a damaged format record';
  if (format.version !== FORMAT_VERSION) {
    return `has format ${format.version}, this program reads format ${FORMAT_VERSION}`;
  }
  return format.channel === channel
    ? undefined
    : `belongs to channel ${format.channel}, not to ${channel}`;
}

/** LEDG-58: the head must say what the chain is. */
async function startOf(
  { crypto, channel, reader }: LedgerRules,
  store: KeyValueStore,
  chain: SoundChain,
  record: Uint8Array | undefined,
): Promise<Verdict<LedgerStart>> {
  const broken = (reason: string): Refusal => ({ verdict: 'reject', clause: 'LEDG-58', reason });
  const head = record && decodeHead(record);
  if (head === undefined) return broken('the record of the head is damaged or missing');
  const { height, lastHash, commitHash, configNumber } = head;
  if (height > chain.height) {
    return broken(`block ${chain.height} is missing, though the height is ${height}`);
  }
  if (height < chain.height) {
    return broken(`there is a block ${height}, though the height is no more than that`);
  }
  const agrees = sameBytes(lastHash, chain.lastHash) && sameBytes(commitHash, chain.commitHash);
  if (!agrees) return broken('the record of the head differs from the last block');
  const block = await readBlock(store, crypto, configNumber);
  if (block === undefined || typeof block === 'string') {
    return broken(`its config block ${configNumber} is not there`);
  }
  const config = reader?.read(block.bytes);
  if (config !== undefined && (config.verdict !== 'accept' || config.value.channel !== channel)) {
    return broken(`its config block ${configNumber} holds no configuration of ${channel}`);
  }
  const read = config?.verdict === 'accept' ? config.value : undefined;
  return accept({
    head: { height, lastHash, commitHash, configNumber, config: read },
    configBlock: block.bytes,
  });
}
