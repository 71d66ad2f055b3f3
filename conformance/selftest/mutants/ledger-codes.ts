/** Faults in the validation codes of transactions (spec/13-ledger.md, 13.3). */
import { HeaderType } from '../../../src/wire/gen/common/common_pb.js';
import { type Mutant, mutant } from '../mutant.js';

export const ledgerCodeMutants: readonly Mutant[] = [
  mutant({
    id: 'ledger/any-type-known',
    fault: 'takes a header for sound whatever type it names',
    breaks: ['LEDG-11', 'LEDG-D3', 'LEDG-10'],
    module: 'ledger/transaction',
    entry: 'parseTransaction',
    by:
      ({ parseTransaction }) =>
      (crypto, bytes) => {
        const { header, ...transaction } = parseTransaction(crypto, bytes);
        const { type, epoch, nonce, creator } = header ?? {};
        const isSound =
          type !== undefined && epoch === 0n && nonce!.length > 0 && creator!.length > 0;
        return { ...transaction, header, isHeaderSound: isSound };
      },
    killedBy: [
      {
        case: 'ledger/transaction-of-unknown-type-is-invalid',
        expected: 'code BAD_COMMON_HEADER',
        observed: 'UNSUPPORTED_TX_PAYLOAD',
      },
    ],
  }),
  mutant({
    id: 'ledger/creators-at-their-word',
    fault: 'takes creators of transactions at their word',
    breaks: ['LEDG-12', 'LEDG-D4', 'LEDG-10'],
    module: 'ledger/facts',
    entry: 'createFactsFinder',
    by:
      ({ createFactsFinder }) =>
      (judging) =>
        createFactsFinder({ ...judging, authority: undefined }),
    killedBy: [
      {
        case: 'ledger/transaction-by-a-stranger-is-invalid',
        expected: 'code BAD_CREATOR_SIGNATURE',
        observed: 'INVALID_ENDORSER_TRANSACTION',
      },
    ],
  }),
  mutant({
    id: 'ledger/signature-of-creator-unverified',
    fault: 'asks who the creator of a transaction is, and not whether the creator signed it',
    breaks: ['LEDG-12', 'LEDG-D4', 'LEDG-10'],
    module: 'ledger/facts',
    entry: 'createFactsFinder',
    by:
      ({ createFactsFinder }) =>
      (judging) =>
        createFactsFinder({ ...judging, crypto: { ...judging.crypto, verify: () => true } }),
    killedBy: [
      {
        case: 'ledger/transaction-signed-by-another-is-invalid',
        expected: 'code BAD_CREATOR_SIGNATURE',
        observed: 'INVALID_ENDORSER_TRANSACTION',
      },
    ],
  }),
  mutant({
    id: 'ledger/config-update-of-unknown-type',
    fault: 'gives a transaction that would update the configuration the code of a bad header',
    breaks: ['LEDG-10', 'LEDG-D5'],
    module: 'ledger/transaction-rule',
    entry: 'judgeTransaction',
    by:
      ({ judgeTransaction }) =>
      (facts) => {
        const judged = judgeTransaction(facts);
        return judged.clause === 'LEDG-D5' ? { ...judged, verdict: 'BAD_COMMON_HEADER' } : judged;
      },
    killedBy: [
      {
        case: 'ledger/transaction-that-updates-the-configuration-is-invalid',
        expected: 'code UNSUPPORTED_TX_PAYLOAD',
        observed: 'BAD_COMMON_HEADER',
      },
      { case: 'ledger/transactions-of-a-block-judged-one-by-one', expected: 'codes' },
    ],
  }),
  mutant({
    id: 'ledger/any-digest-for-an-id',
    fault: 'takes whatever looks like a SHA-256 for the id that follows from nonce and creator',
    breaks: ['LEDG-13', 'LEDG-D7', 'LEDG-10'],
    module: 'ledger/transaction',
    entry: 'parseTransaction',
    by:
      ({ parseTransaction }) =>
      (crypto, bytes) => {
        const transaction = parseTransaction(crypto, bytes);
        const isTxIdDerived = /^[0-9a-f]{64}$/.test(transaction.header?.txId ?? '');
        return { ...transaction, isTxIdDerived };
      },
    killedBy: [
      {
        case: 'ledger/transaction-with-an-id-of-its-own-is-invalid',
        expected: 'code BAD_PROPOSAL_TXID',
        observed: 'INVALID_ENDORSER_TRANSACTION',
      },
    ],
  }),
  mutant({
    id: 'ledger/no-action-no-fault',
    fault: 'judges the actions of a transaction, and finds no fault where there are none',
    breaks: ['LEDG-14', 'LEDG-D8', 'LEDG-10'],
    module: 'ledger/endorser-transaction',
    entry: 'endorserTransaction',
    by:
      ({ endorserTransaction }) =>
      (crypto, data, header) => {
        const inside = endorserTransaction(crypto, data, header);
        if (header.type !== HeaderType.ENDORSER_TRANSACTION || data.length > 0) return inside;
        return { ...inside, isActionSound: true };
      },
    killedBy: [
      {
        case: 'ledger/transaction-without-actions-is-invalid',
        expected: 'code INVALID_ENDORSER_TRANSACTION',
        observed: 'BAD_RESPONSE_PAYLOAD',
      },
    ],
  }),
];
