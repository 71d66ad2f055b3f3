import { describe, expect, it } from 'vitest';
import { exitStatus, type Verdict, verdictOf } from '../../conformance/harness/verdict.js';

describe('the exit status of a run', () => {
  it.each<[number, Verdict[]]>([
    [0, []],
    [0, ['pass', 'unsupported', 'xfail', 'warn']],
    [1, ['pass', 'fail', 'inconclusive', 'target-error']],
    [1, ['pass', 'xpass']],
    [2, ['pass', 'inconclusive']],
    [2, ['pass', 'not-run']],
    [3, ['target-error', 'inconclusive', 'not-run']],
    [4, ['fail', 'harness-error']],
  ])('is %i after %j', (status, verdicts) => {
    expect(exitStatus(verdicts)).toBe(status);
  });
  it('and the sentence about the run agree', () => {
    expect(verdictOf(['pass', 'fail']).conforms).toBe('no');
    expect(verdictOf(['pass', 'inconclusive']).conforms).toBe('undecided');
    expect(verdictOf(['pass', 'unsupported']).conforms).toBe('yes');
  });
});
