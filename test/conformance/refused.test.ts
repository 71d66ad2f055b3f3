/** A start that has to fail: refused, not started for another reason, or running all the same. */
import { describe, expect, it } from 'vitest';
import type { Expect } from '../../conformance/harness/expect.js';
import { refused } from '../../conformance/harness/refused.js';
import { ExpectationFailed } from '../../conformance/harness/verdict.js';
import { StartRefused, TargetError, Unsupported } from '../../conformance/targets/target.js';

const verbs = {
  that(holds: boolean, expected: string, observed: string): void {
    if (!holds) throw new ExpectationFailed(expected, observed);
  },
} as Expect;
const begun = (start: () => Promise<unknown>) => refused(start, verbs, 'both keys');

describe('a start that has to fail', () => {
  it('is well if the node ended by itself', async () => {
    await expect(begun(() => Promise.reject(new StartRefused('code 64')))).resolves.toBeUndefined();
  });
  it('fails the case if the node runs', async () => {
    await expect(begun(async () => 'a node')).rejects.toMatchObject({
      name: 'ExpectationFailed',
      expected: 'the target refuses to run with both keys',
      observed: 'it runs',
    });
  });
  it.each([
    new TargetError('no answer to Ping'),
    new Unsupported('channels', 'no channels'),
    new Error('another'),
  ])('says nothing of the node where it could not be tried: %s', async (error) => {
    await expect(begun(() => Promise.reject(error))).rejects.toBe(error);
  });
});
