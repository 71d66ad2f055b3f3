/**
 * Buffer admission: whether a verified block takes a place among those that wait to be committed.
 *
 * Implements spec/11-state-transfer.md, decision table "buffer-admission" (XFER-D1 to D8) and clauses
 * XFER-2 to XFER-5.
 */
export interface BufferAdmissionFacts {
  /** Against the next block to be committed. */
  readonly number: 'past' | 'held' | 'next' | 'later';
  readonly mode: 'blocking' | 'nonBlocking';
  /** Whether the number is within blockBufferSize of the height. */
  readonly reach: 'within' | 'beyond';
  /** Its previous hash against the block that goes before it. */
  readonly link: 'fits' | 'differs' | 'unknown';
  /** Whether at most 2 × blockBufferSize blocks wait. */
  readonly room: 'yes' | 'no';
  /** Whether a commit is under way. */
  readonly commit: 'running' | 'none';
}

/** `wait`: it may be offered again once a block has been committed. */
export type BufferAdmission = 'take' | 'known' | 'refuse' | 'misfit' | 'wait';

/** XFER-2. `link` may be a getter. */
export function bufferAdmission(facts: BufferAdmissionFacts): {
  verdict: BufferAdmission;
  clause: string;
} {
  if (facts.number === 'past') return { verdict: 'known', clause: 'XFER-D1' };
  if (facts.number === 'held') return { verdict: 'known', clause: 'XFER-D2' };
  if (facts.mode === 'nonBlocking' && facts.reach === 'beyond')
    return { verdict: 'refuse', clause: 'XFER-D3' };
  if (facts.link === 'differs') return { verdict: 'misfit', clause: 'XFER-D4' };
  if (facts.mode === 'nonBlocking') return { verdict: 'take', clause: 'XFER-D5' };
  if (facts.room === 'yes') return { verdict: 'take', clause: 'XFER-D6' };
  if (facts.number === 'next' && facts.commit === 'none')
    return { verdict: 'take', clause: 'XFER-D7' };
  return { verdict: 'wait', clause: 'XFER-D8' };
}

/** XFER-3: whether a number is `height` … `height + size - 1`. Both are bigints: nothing wraps. */
export const isWithinReach = (number: bigint, height: bigint, size: bigint): boolean =>
  number >= height && number - height < size;

/** XFER-4: whether a blocking offer finds room. */
export const hasBufferRoom = (waitingCount: number, blockBufferSize: number): boolean =>
  waitingCount <= 2 * blockBufferSize;
