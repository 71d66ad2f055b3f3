import { describe, expect, it } from 'vitest';
import { expectPause } from '../../conformance/harness/pauses.js';
import { ExpectationFailed, Inconclusive } from '../../conformance/harness/verdict.js';

const pause = { wantedMs: 1_000, leastShare: 0.8, expected: 'a request after 1000 ms' };

type Scene = Parameters<typeof expectPause>[0];
const verbs = (miss: (expected: string, observed: string) => Error) =>
  ({
    that(holds, expected, observed) {
      if (!holds) throw miss(expected, observed);
    },
  }) as Scene['expect'];
const sceneOn = (kind: 'real' | 'virtual'): Scene => ({
  clock: { kind } as Scene['clock'],
  expect: verbs((expected, observed) => new ExpectationFailed(expected, observed)),
  assume: verbs(
    (expected, observed) => new Inconclusive('PRECONDITION_UNMET', expected + observed),
  ),
});

const judged = (kind: 'real' | 'virtual', tookMs: number): unknown => {
  try {
    expectPause(sceneOn(kind), { ...pause, tookMs });
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('a pause between two messages', () => {
  it('is kept from its least share on', () => {
    expect(judged('real', 800)).toBeUndefined();
    expect(judged('virtual', 800)).toBeUndefined();
  });

  it('proves nothing where the first may have been held up on its way', () => {
    expect(judged('real', 799)).toBeInstanceOf(Inconclusive);
    expect(judged('real', 500)).toBeInstanceOf(Inconclusive);
  });

  it('fails where that cannot explain it', () => {
    expect(judged('real', 499)).toBeInstanceOf(ExpectationFailed);
    expect(judged('real', 499)).toMatchObject({ observed: 'after 499 ms' });
  });

  it('fails on virtual time as soon as it is too short', () => {
    expect(judged('virtual', 799)).toBeInstanceOf(ExpectationFailed);
  });
});
