/** The explorer on models that a person can count: a walk over a board of numbers. */
import { describe, expect, it } from 'vitest';
import { type Bounds, createExploration } from '../../src/checker/explore.js';
import type { Model, Property } from '../../src/checker/model.js';

/** From (0, 0), either number up by one or two, each below `size`. */
function board(size: number, properties: readonly Property[] = []): Model {
  let label = '';
  return {
    name: 'board',
    width: 2,
    initial: [new Int32Array(2)],
    expand(state, next, visit) {
      for (const place of [0, 1])
        for (const by of [1, 2]) {
          if (state[place]! + by >= size) continue;
          label = `${place}+${by}`;
          next[place] = state[place]! + by;
          visit();
          next[place] = state[place]!;
        }
    },
    properties,
    label: () => label,
    describe: (state) => [[...state].join()],
  };
}

const property = (
  kind: Property['kind'],
  id: string,
  holds: (a: number, b: number) => boolean,
): Property => ({ id, kind, about: id, holds: (state) => holds(state[0]!, state[1]!) });

function run(model: Model, bounds: Bounds = {}) {
  const exploration = createExploration(model, bounds);
  while (exploration.advance(7));
  return exploration;
}
const verdictsOf = ({ judgements }: ReturnType<typeof run>) =>
  judgements.map(({ verdict }) => verdict);

describe('the explorer', () => {
  it.each(['bfs', 'dfs'] as const)('CHEK-1: meets every state once, %s', (order) => {
    const { summary } = run(board(20), { order });
    expect(summary).toMatchObject({ distinct: 400, terminal: 1, ended: 'all', waiting: 0 });
    // From each state a step for each number and each size of step that stays on the board, and the first.
    expect(summary.generated).toBe(1 + 2 * 20 * (19 + 18));
  });

  it('CHEK-6: breadth first has the length of the longest shortest path as its depth', () => {
    expect(run(board(20)).summary.depth).toBe(1 + 2 * 10);
  });

  it('CHEK-4, CHEK-5: stops at a state that breaks an always, by a shortest path', () => {
    const far = property('always', 'not-far', (a, b) => a + b < 9);
    const found = run(board(20, [far]));
    expect(verdictsOf(found)).toEqual(['violated']);
    expect(found.summary.ended).toBe('violation');
    const path = found.pathTo(found.judgements[0]!.witness!);
    expect(path).toHaveLength(1 + 5);
    expect(path[0]).toMatchObject({ label: '' });
    for (const [i, { label, state }] of path.slice(1).entries()) {
      const [place, by] = label.split('+').map(Number) as [number, number];
      expect(state[place]! - path[i]!.state[place]!).toBe(by);
    }
    const [a, b] = path.at(-1)!.state;
    expect(a! + b!).toBeGreaterThanOrEqual(9);
  });

  it('CHEK-7: a sometimes that no state shows is violated, once all were met', () => {
    const corner = property('sometimes', 'corner', (a, b) => a === 19 && b === 19);
    const never = property('sometimes', 'outside', (a) => a > 19);
    const found = run(board(20, [corner, never]));
    expect(verdictsOf(found)).toEqual(['holds', 'violated']);
    expect(found.judgements[1]!.witness).toBeUndefined();
  });

  it('CHEK-8: within bounds nothing is claimed of what was not met', () => {
    const small = property('always', 'on-board', (a) => a < 20);
    const corner = property('sometimes', 'corner', (a, b) => a === 19 && b === 19);
    const shallow = run(board(20, [small, corner]), { depth: 5 });
    expect(shallow.summary).toMatchObject({ depth: 5, ended: 'depth' });
    expect(verdictsOf(shallow)).toEqual(['open', 'open']);
    const few = run(board(20, [small, corner]), { states: 50 });
    expect(few.summary.ended).toBe('states');
    expect(few.summary.distinct).toBeGreaterThanOrEqual(50);
    expect(few.summary.distinct).toBeLessThan(54);
    expect(verdictsOf(few)).toEqual(['open', 'open']);
    const enough = run(board(20, [small, corner]), { depth: 22 });
    expect(verdictsOf(enough)).toEqual(['holds', 'holds']);
  });

  it('CHEK-2: a model that answers differently the second time is found out', () => {
    const model = board(5);
    const exploration = createExploration(model);
    while (exploration.advance(100));
    model.expand = () => {};
    expect(() => exploration.pathTo(3)).toThrow('CHEK-2');
  });

  it('refuses a model without an initial state', () => {
    expect(() => createExploration({ ...board(3), initial: [] })).toThrow(RangeError);
  });
});
