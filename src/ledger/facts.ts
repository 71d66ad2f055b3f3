/**
 * The facts about a transaction on which its validation code depends, each found out when asked for.
 *
 * Implements spec/13-ledger.md, LEDG-12.
 */
import type { Crypto } from '../wire/crypto/port.js';
import type { IdentityAuthority } from '../wire/identity/port.js';
import type { Transaction } from './transaction.js';
import type { TransactionFacts } from './transaction-rule.js';

export interface Judging {
  readonly crypto: Crypto;
  readonly channel: string;
  /** Undefined: creators are taken at their word (DEV-52). */
  readonly authority: IdentityAuthority | undefined;
  hasTransaction(txId: string): boolean;
}

const sound = (is: boolean): 'sound' | 'unsound' => (is ? 'sound' : 'unsound');

/** The facts about one transaction after the other: `about` turns to the next. */
export interface FactsFinder {
  about(transaction: Transaction): TransactionFacts;
}

/** One object for all transactions of a block: an object with accessors is dear to make. */
export function createFactsFinder(judging: Judging): FactsFinder {
  let transaction!: Transaction;
  const facts: TransactionFacts = {
    get envelope() {
      return transaction.hasEnvelope;
    },
    get payload() {
      return transaction.hasPayload;
    },
    get header() {
      return sound(transaction.isHeaderSound);
    },
    get creator() {
      return isByMember(transaction, judging);
    },
    get type() {
      return transaction.type;
    },
    get txId() {
      return transaction.isTxIdDerived;
    },
    get action() {
      return sound(transaction.endorsed().isActionSound);
    },
    get recorded() {
      return judging.hasTransaction(transaction.header!.txId);
    },
    get extension() {
      return transaction.endorsed().hasExtension;
    },
    get response() {
      return transaction.endorsed().hasResponse;
    },
    get rwset() {
      return transaction.endorsed().rwset !== undefined;
    },
    get chaincode() {
      return transaction.endorsed().chaincode;
    },
    get event() {
      return sound(transaction.endorsed().isEventSound);
    },
    get namespaces() {
      return transaction.endorsed().hasDistinctNamespaces ? 'distinct' : 'repeated';
    },
  };
  return {
    about(next) {
      transaction = next;
      return facts;
    },
  };
}

/** LEDG-12: of this channel, signed, and by whom the channel's MSPs vouch for. */
function isByMember(
  { header, signature, signedBytes }: Transaction,
  { crypto, channel, authority }: Judging,
): boolean {
  if (header?.channel !== channel || signature.length === 0) return false;
  if (authority === undefined) return true;
  const identity = authority.resolve(header.creator);
  return identity.verdict === 'accept' && crypto.verify(identity.value.key, signedBytes, signature);
}
