/**
 * Everything in a store held against what its blocks come to: the chain is committed once more in memory,
 * and each record compared.
 *
 * Implements spec/13-ledger.md, LEDG-66. Takes as much memory as the world state.
 */
import { sameBytes, toHex } from '../wire/hex.js';
import { utf8Of } from './byte-text.js';
import type { LedgerRules } from './commit.js';
import type { KeyValueStore } from './key-value-store.js';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.js';
import { END_KEY, encodeState, FIRST_KEY, placeText, stateKey, unseal } from './records.js';
import { type SoundChain, walkChain } from './stored-chain.js';

export interface StoreFindings {
  readonly chain: SoundChain;
  /** Commit hash of the last sound block, hex, as computed anew. */
  readonly commitHash: string;
  /** Values in the world state, hashes of collections included; 0 if the chain breaks off. */
  readonly valueCount: number;
  /** What is wrong, one sentence each; empty if everything holds. At most {@link FAULTS_MAX}. */
  readonly faults: readonly string[];
}

export const FAULTS_MAX = 100;

/** @throws Error if the store cannot be read. */
export async function verifyStore(
  rules: LedgerRules,
  store: KeyValueStore,
): Promise<StoreFindings> {
  const faults: string[] = [];
  const say = (fault: string) => void (faults.length < FAULTS_MAX && faults.push(fault));
  const ledger = createMemoryLedger({ ...rules, keptBlocksMax: 1 });
  const chain = await walkChain(store, rules.crypto, ({ header: { number }, bytes }) => {
    if (ledger.height !== number) return;
    const answer = ledger.commit(number, bytes);
    if (answer.verdict !== 'accept') say(answer.reason);
    else if (!sameBytes(ledger.read(number, number)[0]!.bytes, bytes)) {
      say(`block ${number} holds other validation codes, or another commit hash, than it comes to`);
    }
  });
  if (chain.damage !== undefined) say(`block ${chain.height} is damaged: ${chain.damage}`);
  // Where the chain breaks off, there is nothing to hold the world state against.
  const isWhole = chain.damage === undefined && ledger.height === chain.height;
  const valueCount = isWhole ? await compareState(store, ledger, say) : 0;
  return { chain, commitHash: ledger.commitHash, valueCount, faults };
}

/** The world state in the store against that in memory; answers with the number of values in memory. */
async function compareState(
  store: KeyValueStore,
  { state }: MemoryLedger,
  say: (fault: string) => void,
): Promise<number> {
  const expected = new Map<string, string>();
  for (const [namespace, collection, { key, ...value }] of state.entries()) {
    expected.set(stateKey(namespace, collection, key), toHex(encodeState(value)));
  }
  const valueCount = expected.size;
  for await (const [key, sealed] of store.entries(FIRST_KEY, END_KEY)) {
    const record = unseal(key, sealed);
    if (!key.startsWith('s')) {
      if (record === undefined) say(`a record is damaged: ${JSON.stringify(utf8Of(key))}`);
      continue;
    }
    const wanted = expected.get(key);
    if (record === undefined) say(`damaged: ${placeText(key)}`);
    else if (wanted === undefined) say(`written by no block: ${placeText(key)}`);
    else if (wanted !== toHex(record)) say(`not what was written: ${placeText(key)}`);
    expected.delete(key);
  }
  for (const key of expected.keys()) say(`missing: ${placeText(key)}`);
  return valueCount;
}
