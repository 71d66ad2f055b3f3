/** Endless runs on small random graphs, against a decision that looks at every set of states. */

import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../src/checker/liveness/graph.js';
import { judgeRuns, type Marked } from '../../../src/checker/liveness/judge.js';
import { fc } from '../../support/drawing.js';
import { isFairLasso, wrongStays } from '../../support/naive-runs.js';

interface Drawn {
  readonly steps: readonly (readonly [from: number, to: number, of: number])[];
  readonly holds: readonly boolean[];
  readonly after: readonly boolean[];
  readonly cut: readonly boolean[];
  readonly initial: number;
  readonly unexpanded: number;
}

const SIZE = 6;
const CLASSES = 3;
const bits = fc.array(fc.boolean(), { minLength: SIZE, maxLength: SIZE });
const drawn = (isBounded: boolean): fc.Arbitrary<Drawn> =>
  fc.record({
    steps: fc.array(
      fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1), fc.integer({ min: -1, max: CLASSES - 1 })),
      { maxLength: 16 },
    ),
    holds: bits,
    after: bits,
    cut: isBounded ? bits : fc.constant(Array.from({ length: SIZE }, () => false)),
    initial: fc.nat(SIZE - 1),
    unexpanded: isBounded ? fc.nat(2) : fc.constant(0),
  });

/** Numbers as the drawing has them: not every state need be reachable. */
function graphOf({ steps, cut, initial, unexpanded }: Drawn): Graph {
  const expanded = SIZE - unexpanded;
  const kept = steps
    .filter(([from, to]) => from !== to && from < expanded)
    .sort(([a], [b]) => a - b);
  return {
    count: SIZE,
    initial: [initial],
    offsets: Int32Array.from(
      { length: SIZE + 1 },
      (_, state) => kept.filter(([from]) => from < state).length,
    ),
    targets: Int32Array.from(kept, ([, to]) => to),
    classes: Int32Array.from(kept, ([, , of]) => of),
    expanded,
    isCut: (state) => cut[state]!,
  };
}

const asBytes = (flags: readonly boolean[]) => Uint8Array.from(flags, Number);
const kinds = (['eventually', 'leads-to', 'eventually-always'] as const).flatMap((kind) =>
  (['weak', 'strong'] as const).map((strength) => [kind, strength] as const),
);

describe.each(kinds)('%s, with %s fairness', (kind, strength) => {
  const markedOf = ({ holds, after }: Drawn): Marked => ({
    kind,
    holds: asBytes(holds),
    after: asBytes(after),
  });

  it('CHEK-73, CHEK-74, CHEK-105: is violated iff a set of states lets a fair run go wrong', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(drawn(false), (drawing) => {
        const graph = graphOf(drawing);
        const { verdict } = judgeRuns(graph, markedOf(drawing), strength);
        seen.add(verdict);
        const isWrong = wrongStays(graph, markedOf(drawing), () => true, strength);
        expect(verdict).toBe(isWrong ? 'violated' : 'holds');
      }),
      { numRuns: 1000 },
    );
    expect(seen).toEqual(new Set(['holds', 'violated']));
  });

  it('CHEK-75: is open where only the bounds of a model let a run go wrong', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(drawn(true), (drawing) => {
        const graph = graphOf(drawing);
        const { verdict, why } = judgeRuns(graph, markedOf(drawing), strength);
        const isWrong = wrongStays(
          graph,
          markedOf(drawing),
          (state) => !graph.isCut(state),
          strength,
        );
        const isMaybe = wrongStays(graph, markedOf(drawing), () => true, strength);
        const rest = graph.expanded === graph.count ? 'holds' : 'open states';
        expect(`${verdict}${why === undefined ? '' : ` ${why}`}`).toBe(
          isWrong ? 'violated' : isMaybe ? 'open bounds' : rest,
        );
        seen.add(`${verdict} ${why ?? ''}`);
      }),
      { numRuns: 1000 },
    );
    expect(seen.size).toBe(4);
  });

  it('CHEK-76, CHEK-105: shows a run that is one, that is fair, and that goes wrong', () => {
    fc.assert(
      fc.property(drawn(true), (drawing) => {
        const graph = graphOf(drawing);
        const { lasso } = judgeRuns(graph, markedOf(drawing), strength);
        if (lasso !== undefined)
          expect(isFairLasso(graph, markedOf(drawing), lasso, strength)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
