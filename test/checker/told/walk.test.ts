/** A walk through the states of a model: the same states as the explorer meets, and what is said of them. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import { election } from '../../../src/checker/models/election.js';
import { handshake } from '../../../src/checker/models/handshake.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import { peerModel } from '../../../src/checker/peers/peer-model.js';
import { BEHIND_MAX, lookBehind } from '../../../src/checker/told/behind.js';
import { entitiesAt } from '../../../src/checker/told/entities-at.js';
import { scheduleOf } from '../../../src/checker/told/schedule.js';
import { createWalk } from '../../../src/checker/told/walk.js';
import { firstWitness } from '../../support/first-witness.js';

const elections = () => peerModel(election(3, 'fabric-3.1', { timers: 2 }));

describe('a walk', () => {
  it('CHEK-99: comes by the steps of a path to its state, and tells them in words', () => {
    const model = elections();
    const path = firstWitness(model, 'leads-alone');
    const walk = createWalk(model);
    const place = walk.at(scheduleOf(model, path));
    expect(walk.state).toEqual(path.at(-1)!.state);
    expect(place.path).toEqual(path.slice(1).map(({ label }) => label));
    expect(place.described).toEqual(model.describe(path.at(-1)!.state));
  });

  it('CHEK-99: says of each step where it leads, and what it shows for the first time', () => {
    const model = elections();
    const path = firstWitness(model, 'two-lead');
    const schedule = scheduleOf(model, path);
    const walk = createWalk(model);
    const before = walk.at(schedule.slice(0, -1));
    const step = before.steps.find(({ step: number }) => number === schedule.at(-1))!;
    expect(step.shows).toEqual(['two-lead']);
    expect(step.rows).toContain('ELEC-R14');
    expect(before.properties.find(({ id }) => id === 'two-lead')).toMatchObject({ holds: false });
    const after = walk.at(schedule);
    const here = after.properties.find(({ id }) => id === 'two-lead')!;
    expect(here).toMatchObject({ holds: true, since: schedule.length });
    const always = after.properties.find(({ id }) => id === 'ELEC-I2');
    expect(always).toMatchObject({ holds: true, since: 0 });
    expect(here.facts.map(({ fact }) => fact).filter((fact) => fact === 1)).toHaveLength(2);
    // It was shown: no step shows it for the first time.
    expect(after.steps.every(({ shows }) => !shows.includes('two-lead'))).toBe(true);
  });

  it('CHEK-99: says which step violates what holds so far', () => {
    const model = elections();
    const leads = { id: 'nobody-leads', kind: 'always', about: 'nobody leads' } as const;
    const twoLead = model.properties.find(({ id }) => id === 'two-lead')!;
    const wrong = {
      ...model,
      properties: [{ ...leads, holds: (s: Int32Array) => !twoLead.holds(s) }],
    };
    const schedule = scheduleOf(model, firstWitness(model, 'two-lead'));
    const place = createWalk(wrong).at(schedule.slice(0, -1));
    const step = place.steps.find(({ step: number }) => number === schedule.at(-1))!;
    expect(step.breaks).toEqual(['nobody-leads']);
  });

  it('CHEK-99: a machine is in the state to which its last row led', () => {
    const model = elections();
    const path = firstWitness(model, 'leads-alone');
    const last = new Map<string, string>();
    const prologue = model.view.prologue.flatMap(({ peer, traces }) =>
      traces.map((trace) => ({ name: model.view.people[peer]!.name, trace })),
    );
    const steps = path.flatMap(({ traces = [] }) =>
      traces.map(({ peer, trace }) => ({ name: peer, trace })),
    );
    for (const { name, trace } of [...prologue, ...steps])
      if (trace.kind === 'step') last.set(`${name} ${trace.machine} ${trace.entity}`, trace.to);
    const { state } = path.at(-1)!;
    const compared = model.view.people.flatMap(({ name }, peer) =>
      entitiesAt(model.view.stateOf(state, peer)!).flatMap((one) => {
        const told = last.get(`${name} ${one.machine} ${one.entity}`);
        return told === undefined ? [] : [[told, one.state]];
      }),
    );
    expect(compared.length).toBeGreaterThan(10);
    for (const [told, is] of compared) expect(is).toBe(told);
  });

  it('CHEK-99: tells the place without peers, and refuses a step that is not there', () => {
    const walk = createWalk(machineModel(twoPhaseCommit(3)));
    const { steps, peers } = walk.at([]);
    expect(peers).toEqual([]);
    expect(steps.length).toBeGreaterThan(1);
    expect(() => walk.at([0, 999])).toThrow(/step 2: there is no step number 999/);
  });
});

describe('what lies behind a state', () => {
  it('CHEK-99: is counted whole where it is small', () => {
    const model = machineModel(twoPhaseCommit(3));
    const exploration = createExploration(model);
    while (exploration.advance(5_000));
    const looking = lookBehind(model, model.initial[0]!);
    while (looking.advance(100));
    expect(looking.behind).toMatchObject({
      isAll: true,
      isDone: true,
      states: exploration.summary.distinct,
    });
  });

  it('CHEK-99: is a bound where it is large, with the nearest turns', () => {
    const model = peerModel(handshake('fabric-3.1'));
    const looking = lookBehind(model, model.initial[0]!);
    while (looking.advance(1_000));
    const { states, isAll, turns } = looking.behind;
    expect(states).toBeGreaterThanOrEqual(BEHIND_MAX);
    expect(isAll).toBe(false);
    const turn = turns.find(({ id }) => id === 'linked-both-ways')!;
    const place = createWalk(model).at(turn.schedule);
    expect(place.properties.find(({ id }) => id === turn.id)).toMatchObject({ holds: true });
  });
});
