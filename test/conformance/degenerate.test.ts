/**
 * The suite judged by targets that implement nothing: whatever passes there judges nothing. Ping is
 * answered by the network of these tests, not by the target. A sample: `conform selftest degenerate`
 * plays all cases.
 */
import { describe, expect, it } from 'vitest';
import { CASES } from '../../conformance/registry.js';
import { ANSWERED_BY_THE_BENCH, degenerateTargets } from '../../conformance/selftest/degenerate.js';
import { play } from '../support/conformance-run.js';

/** One in which probes speak to the target by themselves, and one in which they ask in a channel. */
const CHAPTERS = ['wire', 'transfer'];

const sample = CASES.filter(
  ({ id }) => CHAPTERS.includes(id.split('/')[0]!) && !ANSWERED_BY_THE_BENCH.includes(id),
);

describe.each(
  await Promise.all(
    degenerateTargets.map(async (target) => ({ name: (await target.identify()).name, target })),
  ),
)('a target that is $name', ({ target }) => {
  it('passes no case of two chapters', { timeout: 60_000 }, async () => {
    const { results } = await play(target, sample);
    expect(results.length).toBeGreaterThan(40);
    expect(results.filter(({ verdict }) => verdict === 'pass').map((r) => r.case.id)).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'harness-error')).toEqual([]);
  });
});
