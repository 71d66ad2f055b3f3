/** A violation in TLC's words becomes states of the Informal Trace Format. */
import { expect, it } from 'vitest';
import { itfOf } from '../../tools/tla/itf.js';

const TRACE = `1: <Initial predicate>
/\\ heard = {}
/\\ manager = <<"working", "working">>
2: <Prepare line 63, col 3 to line 66, col 37 of module TwoPhase>
/\\ heard = {1,
  2}
/\\ manager = <<"prepared", "working">>`.split('\n');

it('has a state for each one, with the action that led to it', () => {
  const trace = itfOf({ module: 'TwoPhase', violated: 'Consistent', trace: TRACE });
  expect(trace).toEqual({
    '#meta': { format: 'ITF', source: 'TwoPhase.tla', description: 'Consistent is violated' },
    vars: ['heard', 'manager'],
    states: [
      { '#meta': { index: 0 }, heard: { '#set': [] }, manager: ['working', 'working'] },
      {
        '#meta': {
          index: 1,
          action: 'Prepare line 63, col 3 to line 66, col 37 of module TwoPhase',
        },
        heard: { '#set': [1, 2] },
        manager: ['prepared', 'working'],
      },
    ],
  });
});
