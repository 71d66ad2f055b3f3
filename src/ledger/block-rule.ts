/**
 * Blocks: which may be the next one of a ledger.
 *
 * Implements spec/13-ledger.md, decision table "next-block" (LEDG-D20 to D28) and LEDG-1.
 */

export interface BlockFacts {
  /** Whether it decodes and has a header. */
  readonly form: 'sound' | 'unsound';
  /** Whether its number is the height of the ledger. */
  readonly number: 'next' | 'other';
  /** Whether it names the hash of the last block; none for the first. */
  readonly previous: 'same' | 'other';
  /** Whether its data hash is that of its data. */
  readonly data: 'same' | 'other';
  /** The channel in the header of its first transaction. */
  readonly channel: 'ours' | 'other' | 'unnamed';
  /** LEDG-3: `mixed` is a valid config transaction that is not alone. */
  readonly config: 'none' | 'sound' | 'unsound' | 'mixed';
  /** Whether the ledger is empty. */
  readonly first: boolean;
}

export interface BlockJudgement {
  readonly verdict: 'accept' | 'reject';
  /** Row of the decision table. */
  readonly clause: string;
}

const rejected = (clause: string): BlockJudgement => ({ verdict: 'reject', clause });

/** LEDG-1. Reads facts from left to right, and none right of the one that decides. */
export function judgeNextBlock(facts: BlockFacts): BlockJudgement {
  if (facts.form === 'unsound') return rejected('LEDG-D20');
  if (facts.number === 'other') return rejected('LEDG-D21');
  if (facts.previous === 'other') return rejected('LEDG-D22');
  if (facts.data === 'other') return rejected('LEDG-D23');
  if (facts.channel === 'other') return rejected('LEDG-D24');
  const config = facts.config;
  if (config === 'mixed') return rejected('LEDG-D25');
  if (config === 'unsound') return rejected('LEDG-D26');
  if (config === 'none' && facts.first) return rejected('LEDG-D27');
  return { verdict: 'accept', clause: 'LEDG-D28' };
}

/** What people read, by row. */
export const BLOCK_REASONS: Readonly<Record<string, string>> = {
  'LEDG-D20': 'does not decode, or has no header',
  'LEDG-D21': 'is not the next one',
  'LEDG-D22': 'does not follow the last one: previous_hash differs',
  'LEDG-D23': 'holds other data than its header says',
  'LEDG-D24': 'is of another channel',
  'LEDG-D25': 'holds a configuration beside other transactions',
  'LEDG-D26': 'holds a configuration that is not sound',
  'LEDG-D27': 'cannot be the first: it holds no configuration',
};
