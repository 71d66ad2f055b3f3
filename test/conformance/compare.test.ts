/** Two runs compared, and several beside each other. */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../conformance/harness/verdict.js';
import { compare, comparisonText } from '../../conformance/reports/compare.js';
import { matrixMarkdown, matrixOf } from '../../conformance/reports/matrix.js';
import { matrixHtml } from '../../conformance/reports/matrix-html.js';
import type { CaseReport } from '../../conformance/reports/run-json.js';
import { caseReport, runOf } from '../support/run-reports.js';

const run = (verdicts: Readonly<Record<string, Verdict | CaseReport>>) =>
  runOf(
    Object.entries(verdicts).map(([name, verdict]) =>
      typeof verdict === 'string' ? caseReport(`link/${name}`, verdict) : verdict,
    ),
  );
const ids = (changes: readonly { readonly id: string }[]) =>
  changes.map(({ id }) => id.replace('link/', ''));
const failing = (observed: string) => caseReport('link/a', 'fail', { observed });

describe('a comparison', () => {
  it('tells each kind of change apart', () => {
    const before = run({
      broke: 'pass',
      mended: 'fail',
      gone: 'pass',
      stopped: 'fail',
      same: 'pass',
      warned: 'pass',
      undeclared: 'unsupported',
    });
    const after = run({
      broke: 'fail',
      mended: 'pass',
      stopped: 'not-run',
      same: 'pass',
      warned: 'warn',
      undeclared: 'pass',
      fresh: 'fail',
    });
    const told = compare(before, after);
    expect(ids(told.newlyFailing)).toEqual(['broke']);
    expect(ids(told.newlyPassing)).toEqual(['mended']);
    expect(ids(told.notExecuted)).toEqual(['gone', 'stopped']);
    expect(ids(told.otherVerdict)).toEqual(['warned']);
    expect(ids(told.newCases)).toEqual(['undeclared', 'fresh']);
    expect([told.unchanged, told.isWorse]).toEqual([1, true]);
  });
  it('tells another reason from the same one with other numbers', () => {
    const reasons = (b: CaseReport, a: CaseReport) =>
      ids(compare(run({ a: b }), run({ a })).otherReason);
    expect(reasons(failing('nonce 17 after 20 ms'), failing('nonce 4 after 3 ms'))).toEqual([]);
    expect(reasons(failing('nothing'), failing('two blocks'))).toEqual(['a']);
  });
  it('takes the worst round of a case', () => {
    const rounds = [
      caseReport('link/a', 'pass', { round: 1 }),
      caseReport('link/a', 'fail', { round: 2 }),
    ];
    expect(ids(compare(run({ a: 'pass' }), runOf(rounds)).newlyFailing)).toEqual(['a']);
  });
  it.each<[boolean, Record<string, Verdict>, Record<string, Verdict>]>([
    [false, { a: 'pass' }, { a: 'pass' }],
    [false, { a: 'fail' }, { a: 'pass' }],
    [false, { a: 'pass' }, { a: 'pass', b: 'fail' }],
    [true, { a: 'pass' }, { a: 'fail' }],
    [true, { a: 'pass' }, { a: 'inconclusive' }],
    [true, { a: 'pass' }, { a: 'warn' }],
    [true, { a: 'pass' }, { a: 'unsupported' }],
    [true, { a: 'pass' }, {}],
    [true, { a: 'xfail' }, { a: 'fail' }],
  ])('says %s to "worse" from %j to %j', (isWorse, before, after) => {
    const told = compare(run(before), run(after));
    expect(told.isWorse).toBe(isWorse);
    expect(comparisonText(told).split('\n').at(-1)).toBe(
      isWorse ? 'worse than before' : 'not worse than before',
    );
  });
  it('reads as a list of what changed, with the reason', () => {
    const text = comparisonText(compare(run({ a: 'pass' }), run({ a: 'fail' })));
    expect(text).toContain('newly failing: 1\n  link/a  pass -> fail  LINK-4');
    expect(text).toContain('expected the end; observed no end');
  });
});

describe('a matrix', () => {
  const other = { name: 'their<s>', version: '2', language: 'rust' };
  const matrix = matrixOf([
    { report: run({ a: 'pass', b: 'pass' }), link: '../one/index.html' },
    {
      report: { ...run({ a: 'pass', b: 'fail', c: 'unsupported' }), implementation: other },
    },
  ]);
  it('has a row for each case and a verdict for each run, null where it was not planned', () => {
    expect(matrix.cases.map(({ id, verdicts, differs }) => [id, verdicts, differs])).toEqual([
      ['link/a', ['pass', 'pass'], false],
      ['link/b', ['pass', 'fail'], true],
      ['link/c', [null, 'unsupported'], false],
    ]);
    expect(matrix.runs.map(({ verdict }) => verdict)).toEqual([
      'conforms, 2 of 2',
      'does not conform, 1 of 3',
    ]);
  });
  it('is a page that loads nothing, and links to the place of a case in its report', () => {
    const html = matrixHtml(matrix);
    expect(html).toContain('<a href="../one/index.html#case-link-b">pass</a>');
    expect(html).toContain('title="expected the end; observed no end">fail</td>');
    expect(html).toContain('their&lt;s&gt; 2');
    expect(html).not.toContain('their<s>');
    expect(/<(script|link|img|iframe)[^>]*(src|href)=|url\((?!#)|@import/.test(html)).toBe(false);
  });
  it('is Markdown with what differs or fails', () => {
    const text = matrixMarkdown(matrix);
    expect(text).toContain('| link/b | LINK-4 | pass | fail |');
    expect(text).not.toContain('| link/a |');
    expect(text).toContain('| pass | 2 | 1 |');
    expect(text).toContain('their\\<s\\> 2');
  });
});
