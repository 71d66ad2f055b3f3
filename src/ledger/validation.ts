/**
 * Validation of a block: the code of each transaction, and what the valid ones write.
 *
 * Implements spec/13-ledger.md, LEDG-10, LEDG-22, LEDG-23 and LEDG-29. Endorsement policies are not
 * evaluated (DEV-51).
 */
import { TxValidationCode } from '../wire/gen/peer/transaction_pb.js';
import { conflictIn } from './conflicts.js';
import { createFactsFinder, type Judging } from './facts.js';
import { applyWrites } from './operations.js';
import { recordUpdate, type Updates, type WorldState } from './state.js';
import type { Transaction } from './transaction.js';
import { judgeTransaction } from './transaction-rule.js';

export interface ValidatedBlock {
  /** One code of peer.TxValidationCode for each transaction: the block's TRANSACTIONS_FILTER. */
  readonly flags: Uint8Array;
  readonly updates: Updates;
}

/** Where the channel's configuration is in the world state. */
export const CONFIG_NAMESPACE = '';
export const CONFIG_KEY = 'CHANNEL_CONFIG_ENV_BYTES';

/** Block `number` with these transactions, upon the state before it. */
export function validateBlock(
  number: bigint,
  transactions: readonly Transaction[],
  state: WorldState,
  judging: Omit<Judging, 'hasTransaction'>,
): ValidatedBlock {
  const flags = formFlags(transactions, {
    ...judging,
    hasTransaction: (txId) => state.hasTransaction(txId),
  });
  const updates: Updates = new Map();
  transactions.forEach((transaction, index) => {
    if (flags[index] !== TxValidationCode.VALID) return;
    const version = { blockNum: number, txNum: BigInt(index) };
    if (transaction.type === 'config') {
      writeConfig(updates, transaction, version);
      return;
    }
    const set = transaction.endorsed().rwset!;
    const conflict = conflictIn(judging.crypto, set, updates, state);
    // LEDG-29: what is not valid writes nothing.
    if (conflict === undefined) applyWrites(updates, state, set, version);
    else flags[index] = TxValidationCode[conflict];
  });
  return { flags, updates };
}

/** LEDG-46: the genesis block is valid as it is; whoever joins the channel trusts it. */
export function validateGenesis(transactions: readonly Transaction[]): ValidatedBlock {
  const updates: Updates = new Map();
  writeConfig(updates, transactions[0]!, { blockNum: 0n, txNum: 0n });
  return { flags: new Uint8Array(transactions.length), updates };
}

/** LEDG-10, then LEDG-22: of several with one id, the first that is otherwise valid stands. */
function formFlags(transactions: readonly Transaction[], judging: Judging): Uint8Array {
  const flags = new Uint8Array(transactions.length);
  const seen = new Set<string>();
  const facts = createFactsFinder(judging);
  transactions.forEach((transaction, index) => {
    const { verdict } = judgeTransaction(facts.about(transaction));
    flags[index] = TxValidationCode[verdict];
    if (verdict !== 'VALID' || transaction.type !== 'endorser') return;
    const { txId } = transaction.header!;
    if (seen.has(txId)) flags[index] = TxValidationCode.DUPLICATE_TXID;
    seen.add(txId);
  });
  return flags;
}

/** LEDG-23 */
function writeConfig(
  updates: Updates,
  { data }: Transaction,
  version: { readonly blockNum: bigint; readonly txNum: bigint },
): void {
  recordUpdate(updates, [CONFIG_NAMESPACE, '', CONFIG_KEY], {
    ...version,
    value: data,
    metadata: undefined,
  });
}
