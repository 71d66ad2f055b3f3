import { describe, expect, it } from 'vitest';
import { type BlockFacts, judgeNextBlock } from '../../src/ledger/block-rule.js';
import { judgeRead, type ReadFacts } from '../../src/ledger/conflicts.js';
import { judgeTransaction, type TransactionFacts } from '../../src/ledger/transaction-rule.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

const CHAPTER = 'spec/13-ledger.md';

describe('next-block: decision table', () => {
  const table = tableIn(CHAPTER, 'next-block');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('LEDG-1: equals the rule', () =>
    expect(disagreements<BlockFacts>(table, judgeNextBlock)).toEqual([]));
  it('LEDG-1: the rule asks for no fact right of the one that decides', () =>
    expect(earlyReads<BlockFacts>(table, judgeNextBlock)).toEqual([]));
});

describe('transaction: decision table', () => {
  const table = tableIn(CHAPTER, 'transaction');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('LEDG-10: equals the rule', () =>
    expect(disagreements<TransactionFacts>(table, judgeTransaction)).toEqual([]));
  it('LEDG-10: the rule asks for no fact right of the one that decides', () =>
    expect(earlyReads<TransactionFacts>(table, judgeTransaction)).toEqual([]));
});

describe('read: decision table', () => {
  const table = tableIn(CHAPTER, 'read');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('LEDG-31: equals the rule', () =>
    expect(disagreements<ReadFacts>(table, judgeRead)).toEqual([]));
});
