import { describe, expect, it } from 'vitest';
import { type BroadcastFacts, judgeBroadcast } from '../../src/orderer/broadcast-rule.js';
import {
  judgeNext,
  judgeSeek,
  type NextFacts,
  type SeekFacts,
} from '../../src/orderer/seek-rule.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

const CHAPTER = 'spec/15-ordering-service.md';

describe('broadcast: decision table', () => {
  const table = tableIn(CHAPTER, 'broadcast');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('ORDR-2: equals the rule', () =>
    expect(disagreements<BroadcastFacts>(table, judgeBroadcast)).toEqual([]));
  it('ORDR-2: the rule asks for no fact right of the one that decides', () =>
    expect(earlyReads<BroadcastFacts>(table, judgeBroadcast)).toEqual([]));
});

describe('deliver-seek: decision table', () => {
  const table = tableIn(CHAPTER, 'deliver-seek');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('ORDR-51: equals the rule', () =>
    expect(disagreements<SeekFacts>(table, judgeSeek)).toEqual([]));
  it('ORDR-51: the rule asks for no fact right of the one that decides', () =>
    expect(earlyReads<SeekFacts>(table, judgeSeek)).toEqual([]));
});

describe('deliver-next: decision table', () => {
  const table = tableIn(CHAPTER, 'deliver-next');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('ORDR-53: equals the rule', () =>
    expect(disagreements<NextFacts>(table, judgeNext)).toEqual([]));
  it('ORDR-53: the rule asks for no fact right of the one that decides', () =>
    expect(earlyReads<NextFacts>(table, judgeNext)).toEqual([]));
});
