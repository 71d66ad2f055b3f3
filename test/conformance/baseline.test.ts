/** Known failures: what a list may say, what an entry does to a verdict, how a list is brought up to date. */
import { describe, expect, it } from 'vitest';
import { parseBaseline } from '../../conformance/baseline.js';
import type { CaseResult } from '../../conformance/harness/result.js';
import { type KnownFailure, settled } from '../../conformance/harness/settle.js';
import type { Verdict } from '../../conformance/harness/verdict.js';
import { refreshBaseline } from '../../conformance/refresh-baseline.js';
import type { CaseReport, RunReport } from '../../conformance/reports/run-json.js';

const PATH = 'known.yaml';
const caseIds = new Set(['link/a', 'link/b', 'link/c']);
const read = (text: string) => parseBaseline(text, { path: PATH, caseIds, today: '2030-06-15' });

describe('a baseline', () => {
  it('lists failures by case, and by what the failed check expected', () => {
    const known = read(`
      - { case: link/a, reason: no Ed25519 yet, issue: 12, until: 2030-06-15 }
      - { case: link/b, check: a reply, reason: slow, issue: https://example.org/1 }
      - { case: link/b, check: a close, reason: open, issue: https://example.org/2 }
    `);
    expect(known.get('link/a')).toEqual([
      { reason: 'no Ed25519 yet', issue: '12', until: '2030-06-15', isOver: false },
    ]);
    expect(known.get('link/b')?.map(({ check }) => check)).toEqual(['a reply', 'a close']);
  });
  it('excuses on the last day, and no longer on the next', () => {
    const isOver = (until: string) => read(entry({ until })).get('link/a')?.[0]?.isOver;
    expect([isOver('2030-06-14'), isOver('2030-06-15'), isOver('2030-06-16')]).toEqual([
      true,
      false,
      false,
    ]);
  });
  it('may be the older map of case and reason, or empty', () => {
    expect(read('link/a: it was broken\n').get('link/a')).toEqual([{ reason: 'it was broken' }]);
    expect(read('').size).toBe(0);
  });
  it.each<[string, RegExp, string]>([
    ['a case that is none', /known\.yaml: link\/x: there is no case/, entry({ case: 'link/x' })],
    ['no reason', /entry 1: must have required property 'reason'/, '- { case: link/a, issue: 1 }'],
    ['no issue', /entry 1: must have required property 'issue'/, '- { case: link/a, reason: r }'],
    ['a field that is none', /additional properties: retries/, entry({ retries: 3 })],
    ['a day that is none', /until 2030-02-31 is no day/, entry({ until: '2030-02-31' })],
    ['a date of another form', /until must match pattern/, entry({ until: 'soon' })],
    ['an entry twice', /link\/a: is listed twice/, entry({}) + entry({})],
    ['a check twice', /check "x" is listed twice/, entry({ check: 'x' }) + entry({ check: 'x' })],
    ['all failures and one', /keep one of the two/, entry({}) + entry({ check: 'x' })],
    ['no list', /the file: must be array/, 'text'],
    ['no YAML', /known\.yaml: /, '- ['],
  ])('with %s is refused', (_, message, text) => {
    expect(() => read(text)).toThrow(message);
  });
});

function entry(other: object): string {
  return `- ${JSON.stringify({ case: 'link/a', reason: 'r', issue: 1, ...other })}\n`;
}

const result = (verdict: Verdict, other: Partial<CaseResult> = {}): CaseResult =>
  ({ case: { id: 'link/a' }, verdict, ...other }) as CaseResult;
const failed = (verdict: Verdict = 'fail') =>
  result(verdict, { expected: 'a reply within 3 s', observed: 'nothing' });
const known = (other: Partial<KnownFailure> = {}): KnownFailure => ({ reason: 'slow', ...other });

describe('a verdict', () => {
  const of = (one: CaseResult, listed: KnownFailure[], strict = false) => {
    const { verdict, message } = settled(one, { known: listed, strict });
    return [verdict, message];
  };
  it('of a listed failure is xfail, with reason and issue', () => {
    expect(of(failed(), [known({ issue: '#7' })])).toEqual(['xfail', 'slow (#7)']);
    expect(of(failed(), [known({ check: 'a reply' })])).toEqual(['xfail', 'slow']);
    expect(of(failed('warn'), [known()])).toEqual(['xfail', 'slow']);
  });
  it('of a failure by another check stays a failure', () => {
    const listed = [known({ check: 'a close' }), known({ check: 'an end' })];
    expect(of(failed(), listed)).toEqual([
      'fail',
      'known to fail by "a close" or "an end", and failed by something else',
    ]);
  });
  it('of a failure whose entry has run out stays a failure, and says so', () => {
    expect(of(failed(), [known({ until: '2030-01-01', isOver: true })])).toEqual([
      'fail',
      'was excused until 2030-01-01: slow',
    ]);
  });
  it('of a listed case that passes is xpass: the list is out of date', () => {
    expect(of(result('pass'), [known()])).toEqual([
      'xpass',
      'passes, and is listed as failing (slow): delete its entry',
    ]);
  });
  it.each<Verdict>(['inconclusive', 'unsupported', 'not-run', 'target-error', 'harness-error'])(
    'of a listed case stays %s: nothing was learned',
    (verdict) => {
      expect(of(result(verdict, { message: 'm' }), [known()], true)).toEqual([verdict, 'm']);
    },
  );
  it('of a missed SHOULD is fail if it is judged strictly', () => {
    expect(of(failed('warn'), [])[0]).toBe('warn');
    expect(of(failed('warn'), [], true)[0]).toBe('fail');
    expect(of(result('pass'), [], true)[0]).toBe('pass');
  });
});

describe('a baseline brought up to date', () => {
  const report = (...cases: readonly [string, Verdict, string?][]): RunReport =>
    ({
      cases: cases.map(
        ([id, verdict, expected]) => ({ id, verdict, ...(expected && { expected }) }) as CaseReport,
      ),
    }) as unknown as RunReport;
  const fresh = { reason: 'not explained yet', issue: 'none yet' };
  const refresh = (run: RunReport, text?: string) =>
    refreshBaseline(run, text === undefined ? undefined : { text, path: PATH }, fresh);

  it('lists what failed, by the steady part of what was expected', () => {
    const { text, added } = refresh(
      report(['link/a', 'fail', 'a reply at 127.0.0.1:41001'], ['link/b', 'pass']),
    );
    expect(added).toEqual(['link/a']);
    expect(read(text).get('link/a')).toEqual([
      { check: 'a reply at', reason: 'not explained yet', issue: 'none yet' },
    ]);
  });
  it('keeps reasons and remarks, drops what passes, keeps what was not judged', () => {
    const former = [
      '# ours',
      '- { case: link/a, check: a reply, reason: slow, issue: 1 } # for long',
      '- { case: link/b, reason: gone, issue: 2 }',
      '- { case: link/c, reason: later, issue: 3 }',
    ].join('\n');
    const run = report(
      ['link/a', 'xfail', 'a reply within 3 s'],
      ['link/b', 'xpass'],
      ['link/c', 'unsupported'],
    );
    const { text, added, removed, kept } = refresh(run, former);
    expect({ added, removed, kept }).toEqual({
      added: [],
      removed: ['link/b'],
      kept: ['link/a', 'link/c'],
    });
    expect(text).toContain('# ours');
    expect(text).toContain('# for long');
    expect(read(text).get('link/a')?.[0]?.reason).toBe('slow');
  });
  it('takes a failure by another check for another failure', () => {
    const { text, added, removed } = refresh(
      report(['link/a', 'fail', 'a close']),
      '- { case: link/a, check: a reply, reason: slow, issue: 1 }',
    );
    expect([added, removed]).toEqual([['link/a'], ['link/a']]);
    expect(read(text).get('link/a')).toEqual([{ check: 'a close', ...fresh }]);
  });
  it('turns the older map into a list', () => {
    const { text } = refresh(report(['link/a', 'xfail']), 'link/a: slow\nlink/b: gone\n');
    expect([...read(text)]).toEqual([
      ['link/a', [{ reason: 'slow', issue: 'none yet' }]],
      ['link/b', [{ reason: 'gone', issue: 'none yet' }]],
    ]);
  });
  it('of a run without failures is an empty list', () => {
    expect(read(refresh(report(['link/a', 'pass'])).text).size).toBe(0);
  });
  it('lists a failing case once, however often it was played', () => {
    const { added } = refresh(report(['link/a', 'fail', 'x'], ['link/a', 'fail', 'x']));
    expect(added).toEqual(['link/a']);
  });
});
