import { describe, expect, it } from 'vitest';
import { type MemberEvent, memberMachine } from '../../src/machines/member.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/05-membership.md', 'member');

describe('member: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(memberMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const live = (...events: MemberEvent[]) => lifeOf('member', { pkiId: 'a58a' }, ...events);
const report = (as: string) => ({ type: 'member.report', as, pkiId: 'a58a' });
const release = { type: 'link.release', pkiId: 'a58a' };
const alive = { type: 'alive.received' } as const;
const dead = { type: 'death.reported' } as const;
const expired = (pinned: boolean) => ({ type: 'record.expired', pinned }) as const;

describe('member: clauses', () => {
  it('MEMB-20: silence makes a live member dead and releases the link to it', () => {
    const { state, effects } = live(alive, { type: 'silence.exceeded' });
    expect(state).toBe('dead');
    expect(effects).toEqual([report('alive'), release, report('dead')]);
  });
  it('MEMB-21: a failed link makes a live member dead at once', () => {
    const { state, effects } = live(alive, { type: 'link.failed' });
    expect(state).toBe('dead');
    expect(effects).toEqual([report('alive'), release, report('dead')]);
  });
  it('MEMB-21: who is dead is not reported dead again', () => {
    expect(live(dead, { type: 'link.failed' }, { type: 'silence.exceeded' }, dead).effects).toEqual(
      [report('dead')],
    );
  });
  it('MEMB-37: hearsay of death does not make a live member dead', () => {
    expect(live(alive, dead)).toMatchObject({ state: 'alive', effects: [report('alive')] });
  });
  it('MEMB-12: a dead member comes back by an alive message', () => {
    expect(live(dead, alive)).toMatchObject({
      state: 'alive',
      effects: [report('dead'), report('alive')],
    });
  });
  it.each([
    ['live', alive],
    ['dead', dead],
  ])('MEMB-24: a %s member is forgotten when its record expires, unless it is pinned', (_, was) => {
    expect(live(was, expired(true)).rows).toHaveLength(2);
    expect(live(was, expired(true)).state).toBe(live(was).state);
    expect(live(was, expired(true)).effects).toHaveLength(1);
    const { state, effects } = live(was, expired(false));
    expect(state).toBe('forgotten');
    expect(effects.at(-1)).toEqual(report('forgotten'));
  });
  it.each([
    ['live', alive],
    ['dead', dead],
  ])('MEMB-27: a %s member is forgotten when its identity has switched', (_, was) => {
    const { state, effects } = live(was, { type: 'identity.switched' });
    expect(state).toBe('forgotten');
    expect(effects.slice(1)).toEqual([report('forgotten')]);
  });
});
