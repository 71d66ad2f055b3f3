/**
 * Transactions: which validation code each gets before conflicts are looked for.
 *
 * Implements spec/13-ledger.md, decision table "transaction" (LEDG-D1 to D17).
 */

export interface TransactionFacts {
  /** Whether the entry of the block decodes as an envelope. */
  readonly envelope: boolean;
  readonly payload: boolean;
  /** LEDG-11 */
  readonly header: 'sound' | 'unsound';
  /** LEDG-12: whether the creator belongs to the channel and signed. */
  readonly creator: boolean;
  readonly type: 'endorser' | 'config' | 'other';
  /** LEDG-13: whether the id follows from nonce and creator. */
  readonly txId: boolean;
  /** LEDG-14 */
  readonly action: 'sound' | 'unsound';
  /** Whether a block of the ledger holds a transaction of this id. */
  readonly recorded: boolean;
  readonly extension: boolean;
  readonly response: boolean;
  readonly rwset: boolean;
  /** LEDG-15 */
  readonly chaincode: 'named' | 'unnamed' | 'inconsistent';
  /** LEDG-16 */
  readonly event: 'sound' | 'unsound';
  /** Whether the read-write set names each namespace once. */
  readonly namespaces: 'distinct' | 'repeated';
}

export type TransactionVerdict =
  | 'VALID'
  | 'BAD_PAYLOAD'
  | 'BAD_COMMON_HEADER'
  | 'BAD_CREATOR_SIGNATURE'
  | 'INVALID_ENDORSER_TRANSACTION'
  | 'UNSUPPORTED_TX_PAYLOAD'
  | 'BAD_PROPOSAL_TXID'
  | 'DUPLICATE_TXID'
  | 'BAD_HEADER_EXTENSION'
  | 'BAD_RESPONSE_PAYLOAD'
  | 'BAD_RWSET'
  | 'ILLEGAL_WRITESET'
  | 'INVALID_CHAINCODE'
  | 'INVALID_OTHER_REASON';

export interface TransactionJudgement {
  readonly verdict: TransactionVerdict;
  /** Row of the decision table. */
  readonly clause: string;
}

/** LEDG-10. Reads facts from left to right, and none right of the one that decides. */
export function judgeTransaction(facts: TransactionFacts): TransactionJudgement {
  if (!facts.envelope) return { verdict: 'INVALID_OTHER_REASON', clause: 'LEDG-D1' };
  if (!facts.payload) return { verdict: 'BAD_PAYLOAD', clause: 'LEDG-D2' };
  if (facts.header === 'unsound') return { verdict: 'BAD_COMMON_HEADER', clause: 'LEDG-D3' };
  if (!facts.creator) return { verdict: 'BAD_CREATOR_SIGNATURE', clause: 'LEDG-D4' };
  const type = facts.type;
  if (type === 'other') return { verdict: 'UNSUPPORTED_TX_PAYLOAD', clause: 'LEDG-D5' };
  if (type === 'config') return { verdict: 'VALID', clause: 'LEDG-D6' };
  if (!facts.txId) return { verdict: 'BAD_PROPOSAL_TXID', clause: 'LEDG-D7' };
  if (facts.action === 'unsound') {
    return { verdict: 'INVALID_ENDORSER_TRANSACTION', clause: 'LEDG-D8' };
  }
  if (facts.recorded) return { verdict: 'DUPLICATE_TXID', clause: 'LEDG-D9' };
  return judgeContent(facts);
}

function judgeContent(facts: TransactionFacts): TransactionJudgement {
  if (!facts.extension) return { verdict: 'BAD_HEADER_EXTENSION', clause: 'LEDG-D10' };
  if (!facts.response) return { verdict: 'BAD_RESPONSE_PAYLOAD', clause: 'LEDG-D11' };
  if (!facts.rwset) return { verdict: 'BAD_RWSET', clause: 'LEDG-D12' };
  const chaincode = facts.chaincode;
  if (chaincode === 'unnamed') return { verdict: 'INVALID_OTHER_REASON', clause: 'LEDG-D13' };
  if (chaincode === 'inconsistent') return { verdict: 'INVALID_CHAINCODE', clause: 'LEDG-D14' };
  if (facts.event === 'unsound') return { verdict: 'INVALID_OTHER_REASON', clause: 'LEDG-D15' };
  if (facts.namespaces === 'repeated') return { verdict: 'ILLEGAL_WRITESET', clause: 'LEDG-D16' };
  return { verdict: 'VALID', clause: 'LEDG-D17' };
}
