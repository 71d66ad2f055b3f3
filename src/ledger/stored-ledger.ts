/**
 * A ledger in a store: blocks, world state and transaction ids, each commit one batch.
 *
 * Implements spec/13-ledger.md, LEDG-53, LEDG-58 to LEDG-63, LEDG-67, and the `Ledger` port.
 */
import type { Ledger, RunOutcome } from '../ports.js';
import { toHex } from '../wire/hex.js';
import { byteTextOfUtf8 } from './byte-text.js';
import { type LedgerHead, type LedgerRules, type PreparedCommit, prepareCommit } from './commit.js';
import type { Change, KeyValueStore } from './key-value-store.js';
import { loadState, loadValue, recordedAmong } from './loaded-state.js';
import { type ParsedBlock, parseBlock } from './parsed-block.js';
import { pendingUpon } from './pending-store.js';
import {
  blockKey,
  encodeFormat,
  encodeHead,
  encodeState,
  encodeTransaction,
  FORMAT_KEY,
  HEAD_KEY,
  seal,
  stateKey,
  transactionKey,
} from './records.js';
import type { Updates } from './state.js';
import { readRange } from './stored-chain.js';

/** Where a ledger stands when it is opened. */
export interface LedgerStart {
  readonly head: LedgerHead;
  /** Empty for an empty ledger. */
  readonly configBlock: Uint8Array;
}

/** The ledger upon a store that was found sound (open-store.ts). Closing it closes the store. */
export function createStoredLedger(
  rules: LedgerRules,
  store: KeyValueStore,
  start: LedgerStart,
): Ledger {
  let { head, configBlock } = start;
  let isCommitting = false;
  /** LEDG-61: why nothing more is committed. */
  let failure: string | undefined;

  /** LEDG-67: each block upon the state that the one before it leaves; all of them in one batch. */
  async function commit(number: bigint, blocks: readonly Uint8Array[]): Promise<RunOutcome> {
    const pending = pendingUpon(store);
    let reached: LedgerStart = { head, configBlock };
    let count = 0;
    let reason = '';
    for (const bytes of blocks) {
      const parsed = parseBlock(rules.crypto, bytes);
      const state = await loadState(pending, parsed?.transactions ?? []);
      const next = number + BigInt(count);
      const prepared = prepareCommit(rules, reached.head, next, parsed, state);
      if (prepared.verdict !== 'accept') {
        reason = `${prepared.reason} (${prepared.clause})`;
        break;
      }
      pending.add(await changesOf(rules, pending, parsed!, prepared.value));
      reached = after(reached, prepared.value);
      count += 1;
    }
    if (count === 0) return { count, reason };
    try {
      await store.write(pending.changes());
    } catch (error) {
      failure = `block ${number} could not be written: ${messageOf(error)}`;
      throw new Error(failure, { cause: error });
    }
    ({ head, configBlock } = reached);
    return { count, reason };
  }

  async function commitRun(number: bigint, blocks: readonly Uint8Array[]): Promise<RunOutcome> {
    if (failure !== undefined) throw new Error(`the ledger has to be opened anew: ${failure}`);
    // LEDG-62
    if (isCommitting) throw new Error(`block ${number} came while another was being committed`);
    isCommitting = true;
    try {
      return await commit(number, blocks);
    } finally {
      isCommitting = false;
    }
  }

  return {
    channel: rules.channel,
    get height() {
      return head.height;
    },
    get lastHash() {
      return head.lastHash;
    },
    get configBlock() {
      return configBlock;
    },
    get commitHash() {
      return toHex(head.commitHash);
    },
    async commit(number, bytes) {
      const { count, reason } = await commitRun(number, [bytes]);
      if (count === 0) throw new Error(reason);
    },
    commitRun,
    async read(from, to) {
      const last = to < head.height ? to : head.height - 1n;
      const { blocks, damage } = await readRange(store, rules.crypto, from, last);
      // LEDG-57: what is sound is served; the damage shows where nothing is.
      if (damage !== undefined && blocks.length === 0) throw new Error(damage);
      return blocks;
    },
    value: async (namespace, key) =>
      (await loadValue(store, namespace, byteTextOfUtf8(key)))?.value,
    close: () => store.close(),
  };
}

const after = (
  { configBlock }: LedgerStart,
  { head, isConfig, bytes }: PreparedCommit,
): LedgerStart => ({ head, configBlock: isConfig ? bytes() : configBlock });

/** LEDG-60: everything that one commit changes. */
async function changesOf(
  rules: LedgerRules,
  store: Pick<KeyValueStore, 'getMany'>,
  { transactions }: ParsedBlock,
  { number, flags, updates, head, bytes }: PreparedCommit,
): Promise<Change[]> {
  const changes: Change[] = [sealed(blockKey(number), bytes())];
  if (number === 0n) changes.push(sealed(FORMAT_KEY, encodeFormat(rules.channel)));
  changes.push(...stateChanges(updates));
  const ids = new Map<string, number>();
  transactions.forEach(({ recordedId }, index) => {
    if (recordedId !== undefined && !ids.has(recordedId)) ids.set(recordedId, index);
  });
  const known = await recordedAmong(store, [...ids.keys()]);
  for (const [id, index] of ids) {
    if (known.has(id)) continue;
    const record = { blockNum: number, txNum: BigInt(index), code: flags[index]! };
    changes.push(sealed(transactionKey(id), encodeTransaction(record)));
  }
  const { height, lastHash, commitHash, configNumber } = head;
  changes.push(sealed(HEAD_KEY, encodeHead({ height, lastHash, commitHash, configNumber })));
  return changes;
}

function* stateChanges(updates: Updates): Iterable<Change> {
  for (const [namespace, collections] of updates)
    for (const [collection, space] of collections)
      for (const [key, update] of space) {
        const name = stateKey(namespace, collection, key);
        yield update.value === undefined
          ? { key: name, value: undefined }
          : sealed(name, encodeState(update));
      }
}

const sealed = (key: string, record: Uint8Array): Change => ({ key, value: seal(key, record) });

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
