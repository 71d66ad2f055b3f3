/**
 * Systems of XState machines: the explorer against a naive one that shares nothing with it, and against the
 * counts that other checkers print for the same system.
 */
import { describe, expect, it } from 'vitest';
import { createMachine, emit, setup } from 'xstate';
import { createExploration } from '../../src/checker/explore.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import type { MachineSystem } from '../../src/checker/machines/system.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import { exploreNaively } from '../support/naive-exploration.js';

function explore(system: MachineSystem, order: 'bfs' | 'dfs' = 'bfs', isExact = false) {
  const model = machineModel(system);
  const exploration = createExploration(model, { order, isExact });
  while (exploration.advance(10_000));
  const verdicts = exploration.judgements.map(
    ({ property, verdict }) => `${verdict} ${property.id}`,
  );
  return { ...exploration.summary, verdicts, exploration, model };
}

describe('a system of machines', () => {
  it.each([
    ['two-phase commit of 3', twoPhaseCommit(3)],
    ['the textbook election of 2', textbookElection(2)],
  ])('CHEK-10: has as many states as a naive count finds: %s', (_, system) => {
    const naive = exploreNaively(system);
    for (const order of ['bfs', 'dfs'] as const)
      for (const isExact of [false, true]) {
        const { generated, distinct } = explore(system, order, isExact);
        expect({ generated, distinct }).toEqual({
          generated: naive.generated,
          distinct: naive.distinct,
        });
      }
    expect(explore(system).depth).toBe(naive.depth);
  });

  it('CHEK-11: two-phase commit of 7 has the counts of TLC and Stateright', () => {
    const { generated, distinct, depth, ended, verdicts, model } = explore(twoPhaseCommit(7));
    expect({ generated, distinct, depth, ended }).toEqual({
      generated: 2_744_706,
      distinct: 296_448,
      depth: 23,
      ended: 'all',
    });
    expect(verdicts).toEqual(['holds consistent', 'holds all-commit', 'holds all-abort']);
    expect(model.callCount).toBeLessThan(3_000);
  });

  it('CHEK-11: the textbook election of 3 has its pinned counts', () => {
    const { generated, distinct, depth, verdicts } = explore(textbookElection(3));
    expect({ generated, distinct, depth }).toEqual({
      generated: 362_836,
      distinct: 69_513,
      depth: 17,
    });
    expect(verdicts).toEqual(['holds one-leader-a-term', 'holds leads', 'holds two-terms-led']);
  });

  it.each([
    ['kept', 2, 2],
    ['taken', 3, 3],
  ] as const)(
    'CHEK-12: a message that nobody takes is a step where it goes: %s',
    (network, generated, distinct) => {
      const shouting = setup({
        actions: { shout: emit({ type: 'send', to: 'deaf', message: { type: 'noise' } }) },
      }).createMachine({
        initial: 'quiet',
        states: { quiet: { on: { begin: { target: 'done', actions: 'shout' } } }, done: {} },
      });
      const deaf = createMachine({ initial: 'there', states: { there: {} } });
      const found = explore({
        name: 'noise',
        actors: [
          { name: 'loud', machine: shouting, happenings: [{ type: 'begin' }, { type: 'end' }] },
          { name: 'deaf', machine: deaf, happenings: [{ type: 'wake' }] },
        ],
        network,
        properties: [],
      });
      expect([found.generated, found.distinct]).toEqual([generated, distinct]);
    },
  );

  it('CHEK-5: a manager that commits by itself is found by a shortest path', () => {
    const right = twoPhaseCommit(3);
    const wrong: MachineSystem = {
      ...right,
      actors: right.actors.map((actor) =>
        actor.name === 'rm1'
          ? { ...actor, happenings: [...actor.happenings, { type: 'commit' }] }
          : actor,
      ),
    };
    const { exploration, verdicts } = explore(wrong);
    expect(verdicts).toContain('violated consistent');
    const path = exploration.pathTo(exploration.judgements[0]!.witness!);
    expect(path.map(({ label }) => label).sort()).toEqual([
      '',
      expect.stringMatching(/^rm[02] sees {"type":"give.up"}$/),
      'rm1 sees {"type":"commit"}',
    ]);
  });
});
