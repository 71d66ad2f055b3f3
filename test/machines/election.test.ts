import { describe, expect, it } from 'vitest';
import {
  type ElectionEvent,
  type ElectionLoop,
  electionMachine,
} from '../../src/machines/election.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/10-election.md', 'election');

describe('election: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(electionMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh: ElectionLoop = {
  viewCount: 0,
  waitedMs: 0,
  hasLowerProposal: false,
  hasDeclaration: false,
  restMs: 0,
  yieldWindowsLeft: 0,
  membershipSampleIntervalMs: 1_000,
  startupGracePeriodMs: 15_000,
  leaderElectionDurationMs: 5_000,
  leaderAliveThresholdMs: 10_000,
};
type Fed = ElectionEvent | FiredTimer;
const live = (...events: Fed[]) => lifeOf('election', fresh, ...events);

const sampled = (count: number) => ({ type: 'view.sampled', count }) as const;
const proposal = (author: 'lower' | 'higher') => ({ type: 'proposal.received', author }) as const;
const declaration = (author: 'lower' | 'higher') =>
  ({ type: 'declaration.received', author }) as const;
const yielded = (restMs: number) => ({ type: 'leadership.yielded', restMs }) as const;
const stopped = { type: 'election.stopped' } as const;
const elected = { type: 'after leaderElectionDuration' } as const;
const windowOver = { type: 'after leaderAliveThreshold' } as const;
const intervalOver = { type: 'after declarationInterval' } as const;
const restOver = { type: 'after restOfInterval' } as const;

const propose = { type: 'leadership.send', isDeclaration: false };
const declare = { type: 'leadership.send', isDeclaration: true };
const begins = { type: 'leadership.report', leads: true };
const ceases = { type: 'leadership.report', leads: false };

const toLead = [sampled(0), elected] as const;
const toFollow = [...toLead, declaration('lower')] as const;

describe('election: stabilisation', () => {
  it('ELEC-17: an empty view that stays empty is settled after one sample', () => {
    expect(live({ type: 'after membershipSampleInterval' })).toMatchObject({
      state: 'stabilising',
      effects: [{ type: 'view.sample' }],
    });
    expect(live(sampled(0))).toMatchObject({ state: 'electing', effects: [propose] });
  });
  it('ELEC-17: a view that changes is sampled again', () => {
    const { state, effects, timers } = live(sampled(1), sampled(2));
    expect([state, effects]).toEqual(['stabilising', []]);
    expect(timers.filter((timer) => timer.startsWith('arm'))).toHaveLength(3);
    expect(live(sampled(1), sampled(2), sampled(2)).state).toBe('electing');
  });
  it('ELEC-17: startupGracePeriod ends it, however the view changes', () => {
    const changing = (count: number) => Array.from({ length: count }, (_, i) => sampled(i + 1));
    expect(live(...changing(14)).state).toBe('stabilising');
    expect(live(...changing(15))).toMatchObject({ state: 'electing', effects: [propose] });
  });
  it('ELEC-17: after a declaration the next sample begins a window, without a proposal', () => {
    expect(live(declaration('higher')).state).toBe('stabilising');
    const { state, effects, entity } = live(declaration('higher'), sampled(7));
    expect([state, effects]).toEqual(['following', []]);
    expect(entity.hasDeclaration).toBe(false);
  });
});

describe('election: standing', () => {
  it('ELEC-18, ELEC-19: who hears nothing leads, and declares itself', () => {
    const { state, effects, timers } = live(...toLead);
    expect(state).toBe('leading');
    expect(effects).toEqual([propose, begins, declare]);
    expect(timers.at(-1)).toBe('arm declarationInterval 5000');
  });
  it('ELEC-18: a lower proposal makes it give up, a higher one does not', () => {
    expect(live(sampled(0), proposal('higher'), elected).state).toBe('leading');
    expect(live(sampled(0), proposal('lower'), elected)).toMatchObject({
      state: 'following',
      effects: [propose],
    });
  });
  it('ELEC-18: a lower proposal during stabilisation or the window before counts', () => {
    expect(live(proposal('lower'), sampled(0), elected).state).toBe('following');
    expect(live(...toFollow, proposal('lower'), windowOver, elected).state).toBe('following');
  });
  it('ELEC-18: a lower proposal counts until a window begins, not longer', () => {
    const { state } = live(
      ...[...toFollow, proposal('lower'), windowOver, elected],
      ...[windowOver, elected],
    );
    expect(state).toBe('leading');
  });
  it('ELEC-18: any declaration ends it at once', () => {
    for (const author of ['lower', 'higher'] as const)
      expect(live(sampled(0), declaration(author))).toMatchObject({
        state: 'following',
        effects: [propose],
      });
  });
});

describe('election: leading', () => {
  it('ELEC-19: declares itself again and again', () => {
    expect(live(...toLead, intervalOver, intervalOver).effects).toEqual([
      ...[propose, begins, declare],
      ...[declare, declare],
    ]);
  });
  it('ELEC-20: answers the declaration of a higher peer at once, and waits anew', () => {
    const { state, effects, timers } = live(...toLead, declaration('higher'));
    expect(state).toBe('leading');
    expect(effects).toEqual([propose, begins, declare, declare]);
    expect(timers.slice(-2)).toEqual([
      'disarm declarationInterval',
      'arm declarationInterval 5000',
    ]);
  });
  it('ELEC-21, ELEC-I6: ceases at the declaration of a lower peer', () => {
    const { state, effects } = live(...toFollow);
    expect(state).toBe('following');
    expect(effects).toEqual([propose, begins, declare, ceases]);
  });
  it('ELEC-21: proposals do not move a leader', () => {
    expect(live(...toLead, proposal('lower')).state).toBe('leading');
  });
});

describe('election: following', () => {
  it('ELEC-22: a window without declaration leads to an election', () => {
    expect(live(...toFollow, windowOver)).toMatchObject({ state: 'electing' });
    expect(live(...toFollow, windowOver).effects.at(-1)).toEqual(propose);
  });
  it('ELEC-22: a declaration buys exactly one window', () => {
    const heard = [...toFollow, declaration('higher'), windowOver] as const;
    expect(live(...heard).state).toBe('following');
    expect(live(...heard, windowOver).state).toBe('electing');
  });
  it('ELEC-22: the declaration that deposed a leader does not count in its window', () => {
    expect(live(...toFollow).entity.hasDeclaration).toBe(false);
  });
});

describe('election: yielding', () => {
  const resigned = [...toLead, yielded(3_200)] as const;
  const windows = (count: number) => Array.from({ length: count }, () => windowOver);

  it('ELEC-23: a leader whose delivery ended ceases, and waits the rest of its interval', () => {
    const { state, effects, timers } = live(...resigned);
    expect(state).toBe('resigning');
    expect(effects.at(-1)).toEqual(ceases);
    expect(timers.at(-1)).toBe('arm restOfInterval 3200');
  });
  it('ELEC-24: stands again after six windows, not before', () => {
    expect(live(...resigned, restOver, ...windows(5)).state).toBe('yielding');
    expect(live(...resigned, restOver, ...windows(5)).effects.at(-1)).toEqual(ceases);
    const { state, effects } = live(...resigned, restOver, ...windows(6));
    expect(state).toBe('electing');
    expect(effects.at(-1)).toEqual(propose);
  });
  it('ELEC-24: a second yielding waits six windows as well', () => {
    const again = [...resigned, restOver, ...windows(6), elected, yielded(1), restOver];
    expect(live(...again, ...windows(5)).state).toBe('yielding');
    expect(live(...again, ...windows(6)).state).toBe('electing');
  });
  it('ELEC-24: a declaration ends it with the window', () => {
    const heard = live(...resigned, restOver, declaration('higher'), windowOver);
    expect(heard.state).toBe('following');
    expect(live(...resigned, declaration('higher')).state).toBe('following');
  });
  it('ELEC-24: a proposal of the last window counts, one of an earlier window does not', () => {
    const last = [...resigned, restOver, ...windows(5), proposal('lower'), windowOver] as const;
    expect(live(...last, elected).state).toBe('following');
    const earlier = [...resigned, restOver, proposal('lower'), ...windows(6)] as const;
    expect(live(...earlier, elected).state).toBe('leading');
  });
  it('ELEC-23: who does not lead cannot give way', () => {
    for (const before of [[], [sampled(0)], [...toFollow], [...resigned]] as Fed[][])
      expect(live(...before, yielded(7)).state).toBe(live(...before).state);
  });
});

describe('election: stopping', () => {
  it('ELEC-16: who leads ceases, and nothing happens any more', () => {
    const { state, effects } = live(...toLead, stopped);
    expect([state, effects.at(-1)]).toEqual(['stopped', ceases]);
    const after = live(...toLead, stopped, stopped, sampled(0), declaration('lower'), yielded(1));
    expect([after.state, after.rows]).toEqual(['stopped', live(...toLead, stopped).rows]);
  });
  it('ELEC-16: who does not lead stops silently', () => {
    const { state, effects, timers } = live(stopped);
    expect([state, effects, timers.at(-1)]).toEqual([
      'stopped',
      [],
      'disarm membershipSampleInterval',
    ]);
  });
});
