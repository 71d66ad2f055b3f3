import { describe, expect, it } from 'vitest';
import { blockBufferMachine } from '../../src/machines/block-buffer.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/11-state-transfer.md', 'block-buffer');

describe('block-buffer: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(blockBufferMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const stored = (isNext: boolean) => ({ type: 'block.stored', isNext }) as const;
const committed = (isFollowed: boolean) => ({ type: 'block.committed', isFollowed }) as const;
const failed = { type: 'commit.failed' } as const;
const commit = { type: 'block.commit' };

describe('block-buffer: clauses', () => {
  it('XFER-6: only the next block starts a commit', () => {
    expect(lifeOf('block-buffer', {}, stored(false)).effects).toEqual([]);
    expect(lifeOf('block-buffer', {}, stored(false), stored(true)).effects).toEqual([commit]);
  });
  it('XFER-6: what follows is committed next, until nothing follows', () => {
    const life = lifeOf('block-buffer', {}, stored(true), committed(true), committed(false));
    expect(life.effects).toEqual([commit, commit]);
    expect(life.state).toBe('waiting');
  });
  it('XFER-7: a block that comes during a commit starts none', () =>
    expect(lifeOf('block-buffer', {}, stored(true), stored(true)).effects).toEqual([commit]));
  it('XFER-10: after a commit that failed nothing is committed any more', () => {
    const life = lifeOf(
      'block-buffer',
      {},
      stored(true),
      failed,
      stored(true),
      committed(true),
      failed,
    );
    expect(life.state).toBe('halted');
    expect(life.effects).toEqual([commit, { type: 'channel.halt' }]);
  });
});
