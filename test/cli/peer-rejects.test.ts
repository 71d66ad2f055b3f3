/** What a peer keeps of the messages that it has rejected. */
import { describe, expect, it } from 'vitest';
import { keepRejects } from '../../src/cli/peer/rejects.js';
import type { Trace, TraceLine } from '../../src/peer/trace.js';

const line = (
  seq: number,
  trace: Partial<Extract<Trace, { kind: 'verdict' }>> = {},
): TraceLine => ({
  v: 1,
  seq,
  atMs: 1_000 + seq,
  peer: 'p',
  trace: {
    kind: 'verdict',
    verdict: 'reject',
    clause: 'CHAN-29',
    reason: 'forged',
    message: 'leadershipMsg',
    link: 'a1',
    sender: 'aa',
    author: 'bb',
    ...trace,
  },
});

describe('rejected messages', () => {
  it('OBSV-19: are kept with clause, reason, type, sender, author and instant', () => {
    const rejects = keepRejects(3);
    rejects.note(line(1));
    expect(rejects.newest()).toEqual([
      {
        clause: 'CHAN-29',
        reason: 'forged',
        message: 'leadershipMsg',
        sender: 'aa',
        author: 'bb',
        atMs: 1_001,
      },
    ]);
  });

  it('OBSV-19: what was ignored is not among them, nor what else is traced', () => {
    const rejects = keepRejects(3);
    rejects.note(line(1, { verdict: 'ignore' }));
    const trace = { kind: 'leadership', channel: 'ch1', leads: true } as const;
    rejects.note({ ...line(2), trace });
    expect(rejects.newest()).toEqual([]);
  });

  it('OBSV-20: the oldest goes when there is no room, and the order stays', () => {
    const rejects = keepRejects(3);
    for (let seq = 1; seq <= 5; seq += 1) rejects.note(line(seq));
    expect(rejects.newest().map(({ atMs }) => atMs)).toEqual([1_003, 1_004, 1_005]);
  });

  it('OBSV-19: what was told does not change afterwards', () => {
    const rejects = keepRejects(1);
    rejects.note(line(1));
    const told = rejects.newest();
    rejects.note(line(2));
    expect(told.map(({ atMs }) => atMs)).toEqual([1_001]);
  });
});
