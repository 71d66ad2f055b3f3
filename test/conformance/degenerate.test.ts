/**
 * The suite judged by targets that implement nothing: whatever passes there judges nothing. Ping is
 * answered by the network of these tests, not by the target.
 */
import { describe, expect, it } from 'vitest';
import { CASES } from '../../conformance/registry.js';
import { ANSWERED_BY_THE_BENCH, degenerateTargets } from '../../conformance/selftest/degenerate.js';
import { play } from '../support/conformance-run.js';

describe.each(
  await Promise.all(
    degenerateTargets.map(async (target) => ({ name: (await target.identify()).name, target })),
  ),
)('a target that is $name', ({ target }) => {
  it('passes no case', { timeout: 120_000 }, async () => {
    const { results } = await play(
      target,
      CASES.filter(({ id }) => !ANSWERED_BY_THE_BENCH.includes(id)),
    );
    expect(results.filter(({ verdict }) => verdict === 'pass').map((r) => r.case.id)).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
  });
});
