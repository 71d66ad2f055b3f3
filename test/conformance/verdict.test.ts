import { describe, expect, it } from 'vitest';
import { exitStatus, type Verdict, verdictOf } from '../../conformance/harness/verdict.js';

describe('the exit status of a run', () => {
  it.each<[number, Verdict[]]>([
    [2, []],
    [2, ['unsupported']],
    [0, ['xfail']],
    [0, ['pass', 'warn']],
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
    expect(verdictOf(['unsupported']).conforms).toBe('undecided');
  });
  it('does not call conforming what is only known to fail, or listed and passes', () => {
    expect(verdictOf(['pass', 'xfail']).conforms).toBe('no');
    expect(verdictOf(['pass', 'xpass'])).toEqual({
      conforms: 'undecided',
      sentence: expect.stringContaining('out of date: 1 passed'),
    });
  });
});
